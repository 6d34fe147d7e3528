"""`dataclass` for slotted values, without the code that the standard library generates.

That library compiles the methods of each class when it is imported: a millisecond a class, together
longer than a small image takes to measure. Here all classes share their methods. The functions of
`dataclasses` take such values, too, and type checkers see the standard library's decorator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    from dataclasses import _FIELD, MISSING, Field, FrozenInstanceError, field

    def dataclass(*, slots, frozen=False, kw_only=False, eq=True):
        """Makes a class one of values, as the standard library's decorator does."""
        if not slots:
            raise TypeError("these values are slotted")

        def with_slots(cls):
            fields = {}
            for base in reversed(cls.__mro__[1:]):
                fields.update(getattr(base, "__dataclass_fields__", {}))
            namespace = dict(cls.__dict__)
            own = {
                name: _field(name, annotation, namespace.pop(name, MISSING), kw_only)
                for name, annotation in cls.__annotations__.items()
                if not annotation.startswith("ClassVar[")
            }
            fields |= own
            for name in ("__dict__", "__weakref__"):
                namespace.pop(name, None)
            made = type(cls)(
                cls.__name__,
                cls.__bases__,
                {
                    **_METHODS,
                    **(_EQUALITY if eq else {}),
                    **(_FROZEN if frozen else _MUTABLE if eq else {}),
                    **namespace,
                    "__slots__": tuple(own),
                    "__dataclass_fields__": fields,
                    "__match_args__": tuple(n for n, f in fields.items() if not f.kw_only),
                },
            )
            made.__qualname__ = cls.__qualname__
            made.__init__ = _initializer(made, fields)
            _mean(made, cls, namespace)
            return made

        return with_slots

    def _mean(made, cls, namespace):
        """`super()` in a method is bound to the class as it was written: now to the made one."""
        for member in namespace.values():
            function = getattr(member, "__func__", getattr(member, "fget", member))
            for cell in getattr(function, "__closure__", None) or ():
                if cell.cell_contents is cls:
                    cell.cell_contents = made

    def _field(name, annotation, default, kw_only):
        made = default if isinstance(default, Field) else field(default=default)
        if not (made.init and made.compare and made.hash is None):
            raise TypeError(f"{name}: of what a field can be told, only its default and repr count")
        made.name, made.type, made.kw_only = name, annotation, kw_only
        made._field_type = _FIELD  # by which `dataclasses.fields` knows it
        return made

    def _initializer(cls, fields):
        parts = [
            (name, getattr(cls, name).__set__, part.default, part.default_factory)
            for name, part in fields.items()
        ]
        positions = cls.__match_args__

        def __init__(self, /, *positional, **given):  # noqa: N807 - what it becomes
            if positional:
                if len(positional) > len(positions) or given.keys() & positions[: len(positional)]:
                    raise TypeError(f"{cls.__name__} takes {', '.join(positions) or 'keywords'}")
                given.update(zip(positions, positional, strict=False))
            for name, put, default, new_default in parts:
                if name in given:
                    put(self, given.pop(name))
                elif default is not MISSING:
                    put(self, default)
                elif new_default is not MISSING:
                    put(self, new_default())
                else:
                    raise TypeError(f"{cls.__name__} needs {name}")
            if given:
                raise TypeError(f"{cls.__name__} has no {', '.join(given)}")

        return __init__

    def _values(self):
        return [getattr(self, name) for name in self.__dataclass_fields__]

    def _restore(self, values):
        for name, value in zip(self.__dataclass_fields__, values, strict=True):
            object.__setattr__(self, name, value)

    def _refuse(_self, name, *_value):
        raise FrozenInstanceError(f"cannot change field {name!r}")

    def _text(self):
        shown = ", ".join(
            f"{name}={getattr(self, name)!r}"
            for name, part in self.__dataclass_fields__.items()
            if part.repr  # what is secret, or long, is not
        )
        return f"{type(self).__qualname__}({shown})"

    def _equals(self, other):
        return _values(self) == _values(other) if type(self) is type(other) else NotImplemented

    def _hash(self):
        return hash(tuple(_values(self)))

    _METHODS = {
        "__repr__": _text,
        "__getstate__": _values,
        "__setstate__": _restore,
    }
    _EQUALITY = {"__eq__": _equals, "__hash__": _hash}
    _FROZEN = {"__setattr__": _refuse, "__delattr__": _refuse}
    _MUTABLE = {"__hash__": None}
