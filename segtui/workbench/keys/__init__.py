"""Keys of actions: keymap, key line, help, palette."""
