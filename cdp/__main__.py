"""`python -m cdp` does what `accord` does."""

from cdp.cli import main

if __name__ == "__main__":
    main()
