import boto3

sns = boto3.client("sns")
