"""`DataFrame.plot`: the server computes what is drawn, plotly draws it; needs the extra `plot`."""

from sparity.sql.plot.accessor import PlotAccessor

__all__ = ["PlotAccessor"]
