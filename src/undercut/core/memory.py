"""Memory that was freed goes back to the machine. Start with `give_back`."""

import ctypes


def give_back() -> bool:
    """Hand freed memory back to the system; say whether this C library can.

    Notes
    -----
    Compiling a program takes about 800 MB for some seconds. GNU's C library keeps what is freed
    for itself, so a process would stay that large; others give it back unasked.

    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return False
    trim(0)
    return True
