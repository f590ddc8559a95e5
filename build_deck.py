"""Entry point: hands the command line to the pipeline and exits with its code."""

from pipeline.start import main

if __name__ == "__main__":
    main()
