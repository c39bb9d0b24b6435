"""A job that tells which objects it has read."""

import json
import sys

import boto3
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "RESULT", "FAIL"])
glue = GlueContext(SparkContext.getOrCreate())
job = Job(glue)
job.init(args["JOB_NAME"], args)
frame = glue.create_dynamic_frame_from_options(
    "s3",
    connection_options={"paths": ["s3://lake/in/"], "recurse": True},
    format="csv",
    format_options={"quoteChar": -1, "separator": "\u0001", "attachFilename": "object"},
    transformation_ctx="in",
).toDF()
if frame.columns:
    frame.write.mode("overwrite").parquet("s3://lake/out/")
names = frame.select("object").distinct().collect() if frame.columns else []
if args["FAIL"] == "yes":
    raise RuntimeError("asked to fail")
bucket, _, key = args["RESULT"].removeprefix("s3://").partition("/")
boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=json.dumps(sorted(name.object for name in names)))
job.commit()
