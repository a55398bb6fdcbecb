# Enables audit logging for a cluster that exists, into a new bucket, with a role that may read it.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.45" # the first with aws_redshift_logging
    }
  }
}

variable "bucket" {
  type    = string
  default = "my-audit-logs"
}

variable "cluster" {
  description = "The identifier of the cluster. It is in the provider's account and Region, and so is the bucket."
  type        = string
  default     = "my-cluster"
}

variable "key_prefix" {
  description = "Goes in front of AWSLogs in every key."
  type        = string
  default     = null
}

variable "platform_arn" {
  description = "The platform's own identity, which must exist."
  type        = string
  default     = "arn:aws:iam::210987654321:user/platform"
}

variable "tenant" {
  description = "What the platform gives as sts:ExternalId."
  type        = string
  default     = "tenant-1"
}

data "aws_redshift_cluster" "this" {
  cluster_identifier = var.cluster
}

resource "aws_s3_bucket" "audit_logs" {
  bucket = var.bucket
}

# Redshift delivers with keys of S3 only (SSE-S3), and to buckets without Object Lock.
resource "aws_s3_bucket_server_side_encryption_configuration" "audit_logs" {
  bucket = aws_s3_bucket.audit_logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "audit_logs" {
  bucket = aws_s3_bucket.audit_logs.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "audit_logs" {
  bucket                  = aws_s3_bucket.audit_logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# Parts of an upload that broke off stay, unseen by any listing, and are paid for.
resource "aws_s3_bucket_lifecycle_configuration" "audit_logs" {
  bucket = aws_s3_bucket.audit_logs.id

  rule {
    id     = "abort-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

data "aws_iam_policy_document" "delivery" {
  statement {
    sid       = "LetRedshiftSeeTheOwner"
    actions   = ["s3:GetBucketAcl"]
    resources = [aws_s3_bucket.audit_logs.arn]

    principals {
      type        = "Service"
      identifiers = ["redshift.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [data.aws_redshift_cluster.this.arn]
    }
  }

  statement {
    sid       = "LetRedshiftDeliver"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.audit_logs.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["redshift.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [data.aws_redshift_cluster.this.arn]
    }
  }
}

resource "aws_s3_bucket_policy" "delivery" {
  bucket = aws_s3_bucket.audit_logs.id
  policy = data.aws_iam_policy_document.delivery.json
}

resource "aws_redshift_logging" "this" {
  cluster_identifier   = data.aws_redshift_cluster.this.cluster_identifier
  log_destination_type = "s3"
  bucket_name          = aws_s3_bucket.audit_logs.id
  s3_key_prefix        = var.key_prefix

  # Redshift checks the bucket's policy when logging is enabled.
  depends_on = [aws_s3_bucket_policy.delivery]
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "LetThePlatformReadForThisTenant"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.platform_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.tenant]
    }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    sid       = "ListAuditLogs"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.audit_logs.arn]
  }

  statement {
    sid       = "ReadAuditLogs"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.audit_logs.arn}/*"]
  }
}

resource "aws_iam_role" "reader" {
  name               = "redshift-audit"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "reader" {
  name   = "read-audit-logs"
  role   = aws_iam_role.reader.id
  policy = data.aws_iam_policy_document.read.json
}

output "bucket" {
  value = aws_s3_bucket.audit_logs.id
}

output "role_arn" {
  value = aws_iam_role.reader.arn
}
