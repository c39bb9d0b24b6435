"""Where scripts read their sources: objects in S3, of each of them once where a bookmark is asked for."""

from typing import Any

from pyspark import SparkContext
from pyspark.sql import SparkSession

from awsglue.dynamicframe import DynamicFrame
from awsglue.local import service, sources


class GlueContext:
    """Glue's entrance to Spark."""

    def __init__(self, spark_context: SparkContext):
        self.spark_session = SparkSession(spark_context)

    def create_dynamic_frame_from_options(
        self,
        connection_type: str,
        connection_options: dict[str, Any] | None = None,
        format: str | None = None,
        format_options: dict[str, Any] | None = None,
        transformation_ctx: str = "",
        **kwargs: Any,
    ) -> DynamicFrame:
        """The records of the objects under `connection_options["paths"]`.

        With a `transformation_ctx` and bookmarks, those alone that no committed run of the job has read.
        """
        if kwargs:
            raise sources.not_offered(f"the argument {', '.join(kwargs)} of a source")
        source = sources.read_source(connection_type, connection_options or {}, format, format_options or {})
        objects = source.list_objects()
        if transformation_ctx:
            objects = service.unread(transformation_ctx, objects)
        return DynamicFrame(source.frame(self.spark_session, objects))

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(f"The local stage's awsglue has no GlueContext.{name}.")
