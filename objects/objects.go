// Package objects keeps the content of what programs leave in a bucket of S3, or
// of any server that speaks as S3 does, for instances that do not want it in
// PostgreSQL. Who may write there is found as everywhere with AWS: in the
// environment, or by the role of the machine.
package objects

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"coderemote"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// patience is how long one request may take with all its tries.
const patience = 10 * time.Second

// MostDeleted is how many objects one Delete may name.
const MostDeleted = 1000

// Config says which bucket it is.
type Config struct {
	Bucket   string
	Region   string // "" for the one of the environment
	Endpoint string // "" for AWS; another server is asked as ENDPOINT/BUCKET/KEY
}

// Bucket is a bucket. It is safe for use by many goroutines.
type Bucket struct {
	client *s3.Client
	name   string
}

// Open reads the environment; it asks nobody yet, so an instance starts while the
// bucket is away.
func Open(ctx context.Context, c Config) (*Bucket, error) {
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("objects: read the settings of AWS: %w", err)
	}
	if c.Region != "" {
		settings.Region = c.Region
	}
	if settings.Region == "" && c.Endpoint != "" {
		settings.Region = "us-east-1" // a server of one's own has none, and signatures want one
	}
	if settings.Region == "" {
		return nil, errors.New("objects: the region of the bucket is not known; set CODEREMOTE_S3_REGION or AWS_REGION")
	}
	client := s3.NewFromConfig(settings, func(o *s3.Options) {
		// Other servers know neither the newer checksums nor names of buckets as hosts.
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		if c.Endpoint != "" {
			o.BaseEndpoint, o.UsePathStyle = aws.String(c.Endpoint), true
		}
	})
	return &Bucket{client, c.Bucket}, nil
}

// ArtifactKey is where an artifact of a run is.
func ArtifactKey(runID, id string) string { return "artifacts/" + runID + "/" + id }

// Put keeps content under a key.
func (b *Bucket) Put(ctx context.Context, key string, content []byte) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{Bucket: &b.name, Key: &key, Body: bytes.NewReader(content), ContentLength: aws.Int64(int64(len(content)))})
	return b.translate("put", key, err)
}

// Get returns what is under a key: at most most bytes, and more is an error. It
// fails with CodeNotFound when nothing is there.
func (b *Bucket) Get(ctx context.Context, key string, most int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	object, err := b.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: &key})
	if err != nil {
		return nil, b.translate("get", key, err)
	}
	defer object.Body.Close()
	content, err := io.ReadAll(io.LimitReader(object.Body, most+1))
	if err == nil && int64(len(content)) > most {
		err = fmt.Errorf("it has more than %d bytes", most)
	}
	if err != nil {
		return nil, b.translate("get", key, err)
	}
	return content, nil
}

// Delete removes what is under keys, at most MostDeleted of them. A key with
// nothing under it is no error.
func (b *Bucket) Delete(ctx context.Context, keys []string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	these := make([]types.ObjectIdentifier, len(keys))
	for i := range keys {
		these[i].Key = &keys[i]
	}
	done, err := b.client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &b.name, Delete: &types.Delete{Objects: these, Quiet: aws.Bool(true)}})
	if err != nil {
		return b.translate("delete", keys[0], err)
	}
	if len(done.Errors) > 0 {
		first := done.Errors[0]
		return b.translate("delete", aws.ToString(first.Key), errors.New(aws.ToString(first.Message)))
	}
	return nil
}

// Check tries what an instance does with the bucket.
func (b *Bucket) Check(ctx context.Context) error {
	const key = "artifacts/check"
	if err := b.Put(ctx, key, []byte("check")); err != nil {
		return err
	}
	if _, err := b.Get(ctx, key, 100); err != nil {
		return err
	}
	return b.Delete(ctx, []string{key})
}

func (b *Bucket) translate(what, key string, err error) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf("objects: %s %s in bucket %s: %w", what, key, b.name, err)
	if missing := (*types.NoSuchKey)(nil); errors.As(err, &missing) {
		return &coderemote.Error{Code: coderemote.CodeNotFound, Err: err, Message: "There is no such file."}
	}
	return &coderemote.Error{Code: coderemote.CodeUnavailable, Err: err, Message: "The place where the files of programs are kept does not answer. Try again in a minute."}
}
