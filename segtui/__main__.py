"""`python -m segtui` is the command."""

from segtui.cli import main

if __name__ == "__main__":
    main()
