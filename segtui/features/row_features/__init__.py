"""What makers compute from the customers' own rows: places from postcodes and coordinates, components of texts."""
