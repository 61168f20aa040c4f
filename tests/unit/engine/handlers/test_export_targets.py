"""The targets that are offered say what they lack."""

from segtui.engine.handlers import export_targets


def test_a_target_whose_library_is_absent_says_so_in_place_of_its_columns(monkeypatch):
    def lacking(libraries):
        return ("needs magic, which is not installed", "pip install 'magic'") if libraries else None

    monkeypatch.setattr(export_targets, "missing_libraries", lacking)
    known = export_targets.targets()
    told = dict(export_targets.target_list())
    assert told.keys() == known.keys()
    for name, target in known.items():
        assert told[name].startswith("needs magic" if target.libraries else target.title)

    monkeypatch.setattr(export_targets, "missing_libraries", lambda libraries: ("needs magic", "pip install 'magic'"))
    assert set(dict(export_targets.target_list()).values()) == {"needs magic: pip install 'magic'"}
