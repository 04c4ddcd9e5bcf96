"""The most memory that this process has had; imports nothing that would be part of it."""


def peak_megabytes() -> float:
    """The peak of the resident memory since this program began.

    Not what `getrusage` tells: on Linux that of a child begins with the peak of its parent, since
    both were one until the program was loaded. Only where there is no other figure it has to do.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - no pathlib
            peak = next(line for line in status if line.startswith("VmHWM:"))
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # bytes, on macOS
    return int(peak.split()[1]) / 1024
