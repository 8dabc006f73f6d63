"""`python -m mirror` is the command `f1-mirror`."""

from mirror.cli import main

if __name__ == "__main__":
    main()
