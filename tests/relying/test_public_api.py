"""What the package exports, and that its README runs."""

import ast
import inspect
import re
from pathlib import Path

import jisr_relying
from jisr_relying import Citizen

RELYING = Path(__file__).parents[2] / "relying"
SOURCES = sorted((RELYING / "src" / "jisr_relying").glob("*.py"))


def test_all_is_what_is_imported() -> None:
    tree = ast.parse(inspect.getsource(jisr_relying))
    imported = {
        alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert set(jisr_relying.__all__) == imported
    assert all(hasattr(jisr_relying, name) for name in jisr_relying.__all__)


def test_everything_public_is_documented() -> None:
    for name in jisr_relying.__all__:
        value = getattr(jisr_relying, name)
        assert not callable(value) or inspect.getdoc(value)


def test_files_stay_small_and_alone() -> None:
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 250
        found = set(re.findall(r"^(?:from|import) ([a-z_0-9]+)", text, re.MULTILINE))
        assert not found & {"apdu", "protocol", "bridge", "emulators", "installers"}


def test_every_module_has_its_tests() -> None:
    tested = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    assert {f"test_{source.name}" for source in SOURCES} - tested == {"test___init__.py"}


def test_the_readme_runs() -> None:
    text = (RELYING / "README.md").read_text(encoding="utf-8")
    example = "".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    done: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), done)
    citizen = done["citizen"]
    assert isinstance(citizen, Citizen)
    assert citizen.civil_number == "01010012345"
    assert done["refused"] == "challenge-invalid"
