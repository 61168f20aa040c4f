"""`python -m segtui.engine SESSION [PIPE]` is the compute process."""

import gc

from segtui.libraries.boundary import calm_threads


def main() -> None:
    """Answer questions until the parent process is gone."""
    calm_threads()
    # Nothing that is loaded is garbage, and looking for some takes a tenth of the time to the first rows.
    gc.disable()
    from segtui.engine.serve import main as serve

    serve()


if __name__ == "__main__":
    main()
