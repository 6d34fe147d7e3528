"""`layersize.values.dataclass` does what the standard library's decorator does."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any, ClassVar

import pytest

from layersize.oci.digest import Digest
from layersize.values import dataclass


def pair(**options: bool) -> list[Any]:
    """The same class made by both."""
    made = []
    for decorator in (dataclasses.dataclass, dataclass):

        @decorator(frozen=True, slots=True, **options)
        class Base:
            """Words."""

            kind: ClassVar[str] = "base"
            first: int
            second: str = "two"

        @decorator(frozen=True, slots=True, **options)
        class Value(Base):
            names: list[int] = field(default_factory=list)
            third: bytes = b"3"
            kind = "value"

            @property
            def double(self) -> int:
                return 2 * self.first

        made.append(Value)
    return made


each_kind = pytest.mark.parametrize("options", [{"kw_only": True}, {"kw_only": False}])
CALLS: list[Callable[[Any], Any]] = [
    lambda make: make(first=1),
    lambda make: make(first=1, second="x", names=[4], third=b""),
    lambda make: make(first=1).double,
    lambda make: make(first=1) == make(first=1),
    lambda make: make(first=1) == make(first=2),
    lambda make: make(first=1) == 1,
    lambda make: hash(make(first=1, names=())),
    lambda make: dataclasses.replace(make(first=1), third=b"x"),
    lambda make: dataclasses.asdict(make(first=1)),
    lambda make: [
        (one.name, one.type, one.default, one.kw_only) for one in dataclasses.fields(make)
    ],
    lambda make: dataclasses.is_dataclass(make),
    lambda make: copy.copy(make(first=7)),
    lambda make: make.__mro__[1].__doc__,
    lambda make: (make.kind, make(first=1).kind, make.__mro__[1].kind),
    lambda make: make.__match_args__,
    lambda make: make.__slots__,
    lambda make: make.__qualname__,
    lambda make: make(first=[1]).names is make(first=1).names,
]
WRONG_CALLS: list[Callable[[Any], Any]] = [
    lambda make: make(),
    lambda make: make(first=1, fourth=4),
    lambda make: make(1, "x", [], b"", 5),
    lambda make: make(1, first=1),
    lambda make: hash(make(first=1)),
    lambda make: setattr(make(first=1), "first", 2),
    lambda make: delattr(make(first=1), "first"),
    lambda make: dataclasses.replace(make(first=1), other=1),
]


@each_kind
@pytest.mark.parametrize("call", CALLS)
def test_the_same_comes_of_it(options: dict[str, bool], call: Callable[[Any], Any]) -> None:
    expected, found = map(call, pair(**options))
    assert found == expected or repr(found) == repr(expected)


@each_kind
@pytest.mark.parametrize("call", WRONG_CALLS)
def test_the_same_is_refused(options: dict[str, bool], call: Callable[[Any], Any]) -> None:
    expected, found = pair(**options)
    with pytest.raises((TypeError, AttributeError)) as raised:
        call(expected)
    with pytest.raises(raised.type):
        call(found)


def test_by_position() -> None:
    expected, found = (made(1, "x", [2]) for made in pair())
    assert repr(found) == repr(expected)
    match found:
        case object(first=1, second="x"):
            pass
        case _:
            pytest.fail("not matched")


def test_without_equality_each_is_its_own() -> None:
    for made in pair(eq=False):
        assert made(first=1) != made(first=1)
        assert len({made(first=1), made(first=1)}) == 2


def test_another_process_gets_it() -> None:
    digest = Digest("sha256", "0" * 64)
    assert pickle.loads(pickle.dumps(digest)) == digest  # noqa: S301 - of this test


def test_no_other_attribute_is_taken() -> None:
    with pytest.raises(AttributeError):
        setattr(Digest("sha256", "0" * 64), "other", 1)  # noqa: B010 - mypy knows better


def test_only_values_are_made() -> None:
    with pytest.raises(TypeError, match="slotted"):
        dataclass(slots=False)  # type: ignore[call-overload]  # what mypy does not see


def test_no_code_is_generated(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        pytest.fail("code was generated")

    monkeypatch.setattr("builtins.exec", refuse)
    monkeypatch.setattr("builtins.compile", refuse)

    @dataclass(frozen=True, slots=True)
    class Value:
        first: int

    assert Value(1).first == 1


def test_a_method_of_the_class_below_is_reached() -> None:
    """The standard library does so from Python 3.14 on."""

    @dataclass(frozen=True, slots=True)
    class Base:
        first: int

        def told(self) -> str:
            return f"base {self.first}"

        @property
        def double(self) -> int:
            return 2 * self.first

    @dataclass(frozen=True, slots=True)
    class Value(Base):
        second: int

        def told(self) -> str:
            return f"value of {super().told()}"

        @property
        def double(self) -> int:
            return super().double + self.second

    value = Value(first=1, second=3)
    assert (value.told(), value.double) == ("value of base 1", 5)


def test_a_secret_is_not_shown() -> None:
    for decorator in (dataclasses.dataclass, dataclass):

        @decorator(frozen=True, slots=True)
        class Login:
            user: str
            password: str = field(repr=False)

        assert repr(Login("reader", "sesame")).endswith("Login(user='reader')")


@pytest.mark.parametrize("told", [{"compare": False}, {"hash": True}, {"init": False}])
def test_what_would_not_be_heeded_is_refused(told: dict[str, bool]) -> None:
    with pytest.raises(TypeError, match="number"):

        @dataclass(frozen=True, slots=True)
        class Value:
            number: int = field(default=0, **told)  # type: ignore[call-overload]  # any of them
