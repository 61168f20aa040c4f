"""The entry point, as `segtui` and as `python -m segtui`."""

import os
import signal
import sys


def main() -> None:
    """Run the command; Ctrl-C while it is still loading ends it silently."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if _opens_the_workbench(sys.argv[1:]):
        from segtui.workbench.launch import main as command
    else:
        from segtui.cli import main as command

    command()


def _opens_the_workbench(arguments: list[str]) -> bool:
    """Nothing, or one file, needs no parser of commands, which takes as long to load as the first frame to draw."""
    if "_SEGTUI_COMPLETE" in os.environ:  # the shell asks for completions
        return False
    if len(arguments) != 1:
        return not arguments
    named = arguments[0]
    return not named.startswith("-") and ("." in named or "/" in named) and os.path.exists(named)


if __name__ == "__main__":
    main()
