"""No module needs, over however many others, what needs it: not even for a type."""

from __future__ import annotations

import grimp


def circles(imports: dict[str, set[str]]) -> set[frozenset[str]]:
    """Modules that reach one another, by Tarjan's algorithm, without those that reach only themselves.

    Tarjan, R. (1972). Depth-first search and linear graph algorithms. SIAM Journal on Computing 1(2).
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: set[frozenset[str]] = set()

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        path.append(module)
        for other in imports[module]:
            if other not in number:
                visit(other)
            if other in path:
                lowest[module] = min(lowest[module], lowest[other])
        if lowest[module] == number[module]:
            at = path.index(module)
            if len(path) - at > 1:
                found.add(frozenset(path[at:]))
            del path[at:]

    for module in imports:
        if module not in number:
            visit(module)
    return found


def test_finds_a_circle_over_three_modules():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}) == {frozenset("bc")}
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == {frozenset("abc")}


def test_no_modules_need_one_another():
    graph = grimp.build_graph("segtui", "widgets", exclude_type_checking_imports=False, cache_dir=None)
    found = circles({module: graph.find_modules_directly_imported_by(module) for module in graph.modules})
    assert not found, [sorted(circle) for circle in found]
