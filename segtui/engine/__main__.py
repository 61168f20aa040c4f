"""`python -m segtui.engine SESSION [PIPE]` is the compute process."""

import gc
import os


def main() -> None:
    """Answer questions until the parent process is gone."""
    # Waiting OpenMP threads would spin and slow everything on a shared machine; read when numeric libraries load.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    # Nothing that is loaded is garbage, and looking for some takes a tenth of the time to the first rows.
    gc.disable()
    from segtui.engine.serve import main as serve

    serve()


if __name__ == "__main__":
    main()
