"""Reads Python code for the public names that it calls, by what is imported and returned.

It follows assignments, results and annotations as far as the table of names goes. A method of
something it cannot follow is noted with an unknown owner. Nothing is run.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from sparity_lab.drift import sqltext
from sparity_lab.drift.names import CLASS, FUNCTIONS, UNKNOWN, Name, Vocabulary
from sparity_lab.drift.scope import (
    FUNCTION_MODULES,
    NOTHING_KNOWN,
    PLAIN,
    SESSION,
    SESSION_NAMES,
    Scope,
    Thing,
    own_nodes,
)

COLUMN = Thing("instance", "Column")
_TRUTH = Name("Column", "__bool__")
_SQL_TAKERS = ("sql", "expr", "selectExpr", "filter", "where", "call_function", "call_udf")
_NAMED_FUNCTIONS = ("call_function", "call_udf")

_BINARY = {
    ast.Add: "__add__",
    ast.Sub: "__sub__",
    ast.Mult: "__mul__",
    ast.Div: "__truediv__",
    ast.Mod: "__mod__",
    ast.Pow: "__pow__",
    ast.BitAnd: "__and__",
    ast.BitOr: "__or__",
    ast.Eq: "__eq__",
    ast.NotEq: "__ne__",
    ast.Lt: "__lt__",
    ast.LtE: "__le__",
    ast.Gt: "__gt__",
    ast.GtE: "__ge__",
    ast.In: "__contains__",
    ast.USub: "__neg__",
    ast.Invert: "__invert__",
}


@dataclass(frozen=True)
class Found:
    """A call: what is called, and where; `member` names a variable that holds the member's name."""

    name: Name
    node: ast.AST
    member: str = ""

    @property
    def line(self) -> int:
        """The line, counted from 1."""
        return getattr(self.node, "lineno", 1)


class Reader:
    """Reads one piece of code after the other with what earlier ones have bound.

    Args:
        known: the table of names.
        bound: what names stand for before the first line.
    """

    def __init__(self, known: Vocabulary, bound: dict[str, Thing] | None = None) -> None:
        self.found: list[Found] = []
        self._known = known
        self._scope = Scope(known, bound or {})
        self._locals: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        self._results: dict[str, Thing | None] = {}
        self._guessed: set[int] = set()

    def read(self, tree: ast.AST) -> None:
        """Read a module, a statement or an expression."""
        if isinstance(tree, ast.Module):
            self._block(tree.body)
        elif isinstance(tree, ast.Expression):
            self._see(tree.body)
        elif isinstance(tree, ast.stmt):
            self._statement(tree)
        else:
            self._see(tree)

    # --- statements -----------------------------------------------------------------------------

    def _block(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                self._locals[statement.name] = statement
                self._scope.names[statement.name] = Thing("local", statement.name)
        for statement in statements:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Import():
                self._scope.import_(node)
            case ast.ImportFrom():
                self._scope.import_from(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node)
            case ast.ClassDef():
                for part in (*node.decorator_list, *node.bases, *node.keywords):
                    self._see(part)
                with self._scope.inner():
                    self._block(node.body)
            case ast.Assign():
                thing = self._see(node.value)
                for target in node.targets:
                    self._assign(target, node.value, thing)
            case ast.AnnAssign():
                thing = self._see(node.value) if node.value else NOTHING_KNOWN
                self._bind(node.target, self._scope.annotated(node.annotation) or thing)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    thing = self._see(item.context_expr)
                    if item.optional_vars is not None:
                        self._bind(item.optional_vars, thing)
                self._block(node.body)
            case ast.For() | ast.AsyncFor():
                self._see(node.iter)
                self._bind(node.target, NOTHING_KNOWN)
                self._block([*node.body, *node.orelse])
            case _:
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.stmt):
                        self._statement(child)
                    elif isinstance(child, ast.ExceptHandler):
                        self._block(child.body)
                    else:
                        self._see(child)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self._see(part)
        with self._scope.inner():
            self._scope.parameters(node.args)
            self._block(node.body)

    def _assign(self, target: ast.expr, value: ast.expr, thing: Thing) -> None:
        """Bind a target; of `a, b = f(), g()` each name to its own part, seen already."""
        parts = (target, value)
        if not all(isinstance(part, ast.Tuple) for part in parts):
            self._bind(target, thing)
            return
        names, values = (part.elts for part in parts if isinstance(part, ast.Tuple))
        if len(names) != len(values) or any(isinstance(one, ast.Starred) for one in names):
            self._bind(target, thing)
            return
        kept, self.found = self.found, []
        for name, one in zip(names, values, strict=True):
            self._bind(name, self._see(one))
        self.found = kept

    def _bind(self, target: ast.expr, thing: Thing) -> None:
        if isinstance(target, ast.Name):
            self._scope.names[target.id] = thing
        elif isinstance(target, ast.Tuple | ast.List):
            for part in target.elts:
                self._bind(part, NOTHING_KNOWN)
        else:
            self._see(target)

    # --- expressions ----------------------------------------------------------------------------

    def _see(self, node: ast.AST) -> Thing:
        """Note what an expression calls; what it stands for."""
        match node:
            case ast.Name():
                return self._scope.of(node.id)
            case ast.Attribute():
                return self._attribute(node, self._see(node.value), node.attr, called=False)
            case ast.Call():
                return self._call(node)
            case ast.Subscript():
                return self._subscript(node)
            case ast.BinOp():
                return self._operator(node, node.op, self._see(node.left), self._see(node.right))
            case ast.UnaryOp(op=ast.Not()):
                return self._truth(node.operand, node)
            case ast.UnaryOp():
                return self._operator(node, node.op, self._see(node.operand))
            case ast.BoolOp():
                first, *_ = [self._truth(part, node) for part in node.values[:-1]]
                self._see(node.values[-1])
                return first
            case ast.Compare():
                things = [self._see(part) for part in (node.left, *node.comparators)]
                if len(node.comparators) > 1 and COLUMN in things:
                    self.found.append(Found(_TRUTH, node))
                return self._operator(node, node.ops[0], *things)
            case ast.Constant():
                if isinstance(node.value, str) and sqltext.is_statement(node.value):
                    self._sql(node, node.value)
                return PLAIN
            case ast.JoinedStr():
                for part in node.values:
                    if isinstance(part, ast.FormattedValue):
                        self._see(part.value)
                text = _text_of(node)
                if text and sqltext.is_statement(text):
                    self._sql(node, text)
                return PLAIN
            case ast.Lambda():
                with self._scope.inner():
                    self._scope.parameters(node.args)
                    self._see(node.body)
                return NOTHING_KNOWN
            case ast.NamedExpr():
                thing = self._see(node.value)
                self._bind(node.target, thing)
                return thing
            case ast.IfExp():
                self._truth(node.test, node.test)
                then, other = self._see(node.body), self._see(node.orelse)
                return then if then.sort else other
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._comprehension(node)
            case _:
                for child in ast.iter_child_nodes(node):
                    self._see(child)
                return PLAIN if isinstance(node, ast.List | ast.Dict | ast.Set) else NOTHING_KNOWN

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> Thing:
        with self._scope.inner():
            for generator in node.generators:
                self._see(generator.iter)
                self._bind(generator.target, NOTHING_KNOWN)
                for condition in generator.ifs:
                    self._see(condition)
            parts = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
            for part in parts:
                self._see(part)
        return PLAIN

    def _attribute(self, node: ast.AST, thing: Thing, member: str, *, called: bool) -> Thing:
        """What a member of something stands for, as a value."""
        name = self._member(thing, member, called=called)
        if name is not None:
            self.found.append(Found(name, node))
            if name.owner == UNKNOWN:
                self._guessed.add(id(node))
            result = self._known.result(name)
            return Thing("instance", result) if result else NOTHING_KNOWN
        if thing.sort == "module":
            return self._scope.of_module(thing.name, member)
        if thing == Thing("instance", "DataFrame"):
            return Thing("instance", "Column")
        if member in SESSION_NAMES and not thing.sort:
            return SESSION
        return PLAIN if thing.sort == "plain" else NOTHING_KNOWN

    def _member(self, thing: Thing, member: str, *, called: bool) -> Name | None:
        """The public name that a member of something is, None where it is none."""
        if thing.sort in ("class", "instance"):
            if member in self._known.classes[thing.name]:
                return Name(thing.name, member)
            owner = self._known.owner(member)
            shared = owner in ("DataType", "PySparkException")
            return Name(owner, member) if owner and shared else None
        if thing.sort == "" and called:
            owner = self._known.owner(member)
            if owner is not None and member in _MEMBERS_OF_PLAIN_VALUES:
                owner = UNKNOWN
            return Name(owner, member) if owner else None
        return None

    def _call(self, node: ast.Call) -> Thing:
        result = self._called(node)
        for part in (*node.args, *node.keywords):
            self._see(part.value if isinstance(part, ast.keyword) else part)
        return result

    def _called(self, node: ast.Call) -> Thing:
        if isinstance(node.func, ast.Attribute):
            thing = self._see(node.func.value)
            inner = (
                self._scope.of_module(thing.name, node.func.attr)
                if thing.sort == "module"
                else None
            )
            if inner is not None and inner.sort in ("class", "function"):
                return self._made(node, inner)
            self._sql_arguments(node, node.func.attr, thing)
            return self._attribute(node.func, thing, node.func.attr, called=True)
        if isinstance(node.func, ast.Name) and node.func.id == "bool" and node.args:
            self._truth(node.args[0], node)
        if isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) >= 2:
            return self._getattr(node)
        return self._made(node, self._see(node.func))

    def _made(self, node: ast.Call, thing: Thing) -> Thing:
        """What calling a class, a function of Spark's or one of this code's own gives."""
        if thing.sort == "class":
            self.found.append(Found(Name(CLASS, thing.name), node))
            return Thing("instance", thing.name)
        if thing.sort == "function":
            owner, _, function = thing.name.partition(" ")
            name = Name(owner, function)
            self.found.append(Found(name, node))
            self._sql_arguments(node, name.name, thing)
            result = self._known.result(name)
            return Thing("instance", result) if result else NOTHING_KNOWN
        if thing.sort == "maker":
            return Thing("instance", thing.name)
        if thing.sort == "local":
            return self._result_of(thing.name)
        return PLAIN if thing.sort == "plain" else NOTHING_KNOWN

    def _getattr(self, node: ast.Call) -> Thing:
        """`getattr(F, name)`: the member is noted, or the variable that holds its name."""
        thing, key = self._see(node.args[0]), node.args[1]
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            if thing.sort == "module":
                return self._scope.of_module(thing.name, key.value)
            return self._attribute(node, thing, key.value, called=False)
        owner = FUNCTION_MODULES.get(thing.name, "") if thing.sort == "module" else thing.name
        if isinstance(key, ast.Name) and owner:
            self.found.append(Found(Name(owner, key.id), node, member=key.id))
            return Thing("maker", "Column") if owner == FUNCTIONS else NOTHING_KNOWN
        return NOTHING_KNOWN

    def _result_of(self, name: str) -> Thing:
        """What a function of this code returns, as far as one look at its returns tells."""
        if name not in self._results:
            self._results[name] = None
            kept, self.found = self.found, []
            function = self._locals[name]
            thing = self._scope.annotated(function.returns)
            if thing is None:
                with self._scope.inner():
                    self._scope.parameters(function.args)
                    self._block(function.body)
                    returns = [n for n in own_nodes(function) if isinstance(n, ast.Return)]
                    things = [self._see(one.value) for one in returns if one.value is not None]
                thing = next((one for one in things if one.sort == "instance"), NOTHING_KNOWN)
            self.found = kept
            self._results[name] = thing
        return self._results[name] or NOTHING_KNOWN

    def _subscript(self, node: ast.Subscript) -> Thing:
        thing = self._see(node.value)
        self._see(node.slice)
        if thing.sort == "instance" and "__getitem__" in self._known.classes.get(thing.name, ()):
            self.found.append(Found(Name(thing.name, "__getitem__"), node))
            several = isinstance(node.slice, ast.List | ast.Tuple | ast.Compare)
            frame = thing.name == "DataFrame" and several
            return Thing("instance", "DataFrame" if frame else "Column")
        return NOTHING_KNOWN

    def _operator(self, node: ast.AST, operator: ast.AST, *things: Thing) -> Thing:
        if COLUMN in things:
            name = _BINARY.get(type(operator))
            if name is not None:
                self.found.append(Found(Name("Column", name), node))
            return COLUMN
        return PLAIN if all(thing.sort == "plain" for thing in things) else NOTHING_KNOWN

    def _truth(self, expression: ast.expr, node: ast.AST) -> Thing:
        """See what is asked whether it is true."""
        thing = self._see(expression)
        guessed = isinstance(expression, ast.Call) and id(expression.func) in self._guessed
        if thing == COLUMN and not guessed:
            self.found.append(Found(_TRUTH, node))
        return thing

    # --- SQL ------------------------------------------------------------------------------------

    def _sql_arguments(self, node: ast.Call, method: str, thing: Thing) -> None:
        """Texts that are SQL because of where they are handed to."""
        if method not in _SQL_TAKERS or thing.sort == "plain":
            return
        for argument in node.args:
            parts = argument.elts if isinstance(argument, ast.List | ast.Tuple) else [argument]
            for part in parts:
                text = _text_of(part)
                if text is None or sqltext.is_statement(text):
                    continue  # a statement is noted wherever it stands
                self._sql(part, f"{text}(" if method in _NAMED_FUNCTIONS else text)

    def _sql(self, node: ast.AST, text: str) -> None:
        self.found += [Found(name, node) for name in sqltext.functions(text, self._known)]


_MEMBERS_OF_PLAIN_VALUES = frozenset(
    member for kind in (str, bytes, list, dict, set) for member in dir(kind)
)


def _text_of(node: ast.AST) -> str | None:
    """The text of a string; of an f-string what is fixed, with blanks between."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else " x " for p in node.values)
        return "".join(str(part) for part in parts)
    return None
