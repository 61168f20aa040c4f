"""Which part of something long is shown so that the cursor is in view."""


def first_shown(first: int, cursor: int, shown: int, count: int) -> int:
    """The first of `shown` rows (or columns) of `count` to draw: moved from `first` as little as the cursor needs."""
    if cursor < first:
        first = cursor
    elif cursor >= first + shown:
        first = cursor - shown + 1
    return max(0, min(first, count - shown))
