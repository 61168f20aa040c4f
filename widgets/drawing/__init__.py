"""What the widgets draw with: axes, blocks and braille, legends, palettes."""
