"""What is watched for the rules, besides the values: stores, needs, compilations, seeds."""
