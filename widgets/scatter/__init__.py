"""Points rasterised into braille cells."""
