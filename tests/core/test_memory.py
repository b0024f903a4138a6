"""Memory goes back where the C library can give it back, and nothing breaks where it cannot."""

import ctypes

import pytest

from undercut.core.memory import give_back


def test_memory_is_given_back_where_the_library_can():
    assert give_back() is hasattr(ctypes.CDLL(None), "malloc_trim")


@pytest.mark.parametrize("failure", [AttributeError, OSError, TypeError])
def test_a_library_that_cannot_is_left_alone(monkeypatch, failure):
    def refuse(_):
        raise failure

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    assert give_back() is False
