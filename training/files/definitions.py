"""The definitions of a package that others reach, and what they compute."""

import ast
import copy
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SCOPES = (*COMPREHENSIONS, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
TYPES = ("type_params", "type_comment")
Refer = Callable[[str], str]
"""From where something of the package is defined to a name that tells nothing of the module."""


@dataclass(frozen=True)
class Module:
    """A module's source, taken apart."""

    name: str
    tree: ast.Module

    @cached_property
    def definitions(self) -> dict[str, list[ast.stmt]]:
        """The statements that bind each name; imports are none."""
        statements: dict[str, list[ast.stmt]] = {}
        for statement in self.tree.body:
            for name in _bound([statement]):
                statements.setdefault(name, []).append(statement)
        return statements

    @cached_property
    def names(self) -> dict[str, str]:
        """What each name stands for, from its package on."""
        own = {name: f"{self.name}.{name}" for name in self.definitions}
        return dict(_imported(_same_scope(self.tree.body))) | own


@dataclass(eq=False)
class Package:
    """The modules below the folder ``root``, which has the package's name.

    A definition's place is written ``package.module.name``.
    """

    root: Path
    _modules: dict[str, Module | None] = field(default_factory=dict)

    def fingerprint(self, beginnings: Sequence[str], boundaries: Sequence[str] = ()) -> str:
        """Return the SHA-256 of what :meth:`reached` finds; where that stands does not count."""
        computed = list(self.reached(beginnings, boundaries).values())
        return hashlib.sha256(json.dumps(computed).encode()).hexdigest()

    def reached(self, beginnings: Sequence[str], boundaries: Sequence[str] = ()) -> dict[str, Any]:
        """Follow names from some definitions to all that they use, and so on.

        Parameters
        ----------
        beginnings, boundaries
            Places of definitions: where to set out, and what not to look into.

        Returns
        -------
        dict
            By place, in the order in which they are met, what the definitions compute.

        Raises
        ------
        ValueError
            Where a name leads nowhere, or a module is passed on as a whole.
        """
        numbers = {self._place(one)[0]: number for number, one in enumerate(beginnings)}
        ends = {self._place(one)[0] for one in boundaries}

        def refer(dotted: str) -> str:
            place, attributes = self._place(dotted)
            name = place.rpartition(".")[2]
            if place not in ends:  # numbered, as several modules may use the same name
                name = f"{name} {numbers.setdefault(place, len(numbers))}"
            return ".".join((name, *attributes))

        computed: dict[str, Any] = {}
        while missing := [place for place in numbers if place not in computed]:
            computed |= {place: self._computed(place, refer) for place in missing}
        return computed

    def _computed(self, place: str, refer: Refer) -> list[Any]:
        name, _, own = place.rpartition(".")
        module = self._module(name)
        assert module is not None
        statements = module.definitions[own]
        return [_Bare(module.names, self.root.name, refer).told(one) for one in statements]

    def _place(self, dotted: str) -> tuple[str, list[str]]:
        """Return where a name is defined, whatever it came through, and what is asked of it."""
        parts = dotted.split(".")
        for count in range(len(parts) - 1, 0, -1):
            module, name = self._module(".".join(parts[:count])), parts[count]
            if module and name in module.definitions:
                return f"{module.name}.{name}", parts[count + 1 :]
            if module and name in module.names:
                return self._place(".".join((module.names[name], *parts[count + 1 :])))
        raise ValueError(f"{dotted} is no definition")

    def _module(self, name: str) -> Module | None:
        if name not in self._modules:
            base = self.root.parent.joinpath(*name.split("."))
            files = (base.with_name(f"{base.name}.py"), base / "__init__.py")
            source = next((file for file in files if file.is_file()), None)
            tree = source and ast.parse(source.read_text(encoding="utf-8"))
            self._modules[name] = Module(name, tree) if tree else None
        return self._modules[name]


class _Bare(ast.NodeTransformer):
    """Leaves of a definition what it computes, its names exchanged for what they stand for.

    Local names stay; those from other packages get their whole name.
    """

    def __init__(self, names: dict[str, str], package: str, refer: Refer) -> None:
        self._names, self._package, self._refer = names, package, refer
        self._scopes: list[tuple[bool, set[str]]] = []  # whether of a class, and what it binds

    def told(self, statement: ast.stmt) -> Any:
        """Return a statement as lists of strings, equal in all versions of Python."""
        self._names = self._names | dict(_imported(ast.walk(statement)))
        return _as_lists(self.visit(copy.deepcopy(statement)))

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self._exchanged(node.id) or node.id, node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        base, attributes = node.value, [node.attr]
        while isinstance(base, ast.Attribute):
            attributes.insert(0, base.attr)
            base = base.value
        name = self._exchanged(base.id, *attributes) if isinstance(base, ast.Name) else None
        return ast.Name(name, node.ctx) if name else self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.decorator_list = self._each(node.decorator_list)
        node.returns = None
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        raise NotImplementedError("no result comes of asynchronous functions")

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self._function(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.decorator_list, node.bases = self._each(node.decorator_list), self._each(node.bases)
        node.keywords = self._each(node.keywords)
        self._scopes.append((True, set(_bound(node.body))))
        node.body = self._each(node.body)
        self._scopes.pop()
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(node.arg)

    def visit_Import(self, node: ast.Import) -> None:
        """Leave it out: names are exchanged for what they stand for."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Leave it out, too."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """Leave out docstrings."""
        words = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if words else self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        """Keep which error it is, not what it says."""
        kind = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return ast.Raise(kind and self.visit(kind))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        """Keep values, and what fields a class has, as its constructor takes them."""
        value = node.value and self.visit(node.value)
        if self._scopes and self._scopes[-1][0]:
            return ast.AnnAssign(node.target, ast.Constant(...), value, node.simple)
        return value and ast.Assign([self.visit(node.target)], value)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if not isinstance(node, COMPREHENSIONS):
            return super().generic_visit(node)
        targets = (one.target for one in node.generators)
        self._scopes.append((False, set(_bound(targets))))
        super().generic_visit(node)
        self._scopes.pop()
        return node

    def _function(self, node: ast.FunctionDef | ast.Lambda) -> ast.AST:
        node.args = self.visit(node.args)  # defaults belong to the scope around
        body = node.body if isinstance(node.body, list) else [node.body]
        arguments = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
        around = self._scopes
        # What a class binds is not seen from within its methods.
        self._scopes = [scope for scope in around if not scope[0]]
        self._scopes.append((False, arguments | set(_bound(body))))
        node.body = self._each(body)  # of a lambda, too: it is told alone
        self._scopes = around
        return node

    def _each(self, nodes: Iterable[Any]) -> list[Any]:
        return [seen for seen in map(self.visit, nodes) if seen is not None]

    def _exchanged(self, name: str, *attributes: str) -> str | None:
        """What a name and its attributes stand for; None where it is local or Python's own."""
        if name not in self._names or any(name in names for _, names in self._scopes):
            return None
        whole = ".".join((self._names[name], *attributes))
        return self._refer(whole) if whole.split(".")[0] == self._package else whole


def _bound(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """What nodes bind in their own scope, but for imports."""
    for node in _same_scope(nodes):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case (
                ast.FunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
            ):
                yield name


def _same_scope(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes and all below them, but for what is inside of functions and classes."""
    for node in nodes:
        yield node
        if not isinstance(node, SCOPES):
            yield from _same_scope(ast.iter_child_nodes(node))


def _imported(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """The names that imports among ``nodes`` bind, and what they stand for."""
    for node in nodes:
        match node:
            case ast.Import(names=names):
                for one in names:
                    first = one.name.split(".")[0]
                    yield (one.asname, one.name) if one.asname else (first, first)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from ((one.asname or one.name, f"{module}.{one.name}") for one in names)
            case ast.ImportFrom():
                raise ValueError("relative imports are not followed")


def _as_lists(value: Any) -> Any:
    """Tell a tree by its kinds of nodes and what they hold, but for types and what is empty."""
    match value:
        case ast.AST():
            told = (
                (name, one)
                for name, one in ast.iter_fields(value)
                if name not in TYPES and one not in (None, [])
            )
            return [type(value).__name__, *([name, _as_lists(one)] for name, one in told)]
        case list():
            return [_as_lists(one) for one in value]
        case _:
            return repr(value)
