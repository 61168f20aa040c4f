"""Where the command starts, as `segtui` and as `python -m segtui`."""

import signal


def main() -> None:
    """Run the command; a Ctrl-C while it still loads ends it without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from segtui.cli import main as command

    command()


if __name__ == "__main__":
    main()
