package jobs

import (
	"context"

	"coderemote"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// tracer is OpenTelemetry's own: a no-op until the program sets a provider.
func tracer() trace.Tracer { return otel.Tracer("coderemote/jobs") }

const traceparent = "traceparent"

// traceOf returns the traceparent of ctx, "" where nobody traces: it goes with
// the run through the database to whichever worker takes it.
func traceOf(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier[traceparent]
}

// trace begins the span of an attempt at a run, below the request that posted it.
func (x *execution) trace(ctx context.Context) (context.Context, trace.Span) {
	if x.claim.Trace != "" {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{traceparent: x.claim.Trace})
	}
	return tracer().Start(ctx, "run", trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(
		attribute.String("coderemote.run_id", x.claim.Run.ID), attribute.Int("coderemote.attempt", x.claim.Run.Attempt)))
}

// traceResult says how a program ended. That it failed is a result; only a box
// that failed is an error of ours.
func traceResult(span trace.Span, result coderemote.Result, err error) {
	span.SetAttributes(attribute.String("coderemote.status", string(result.Status)), attribute.Int64("coderemote.wall_us", result.Usage.Wall.Microseconds()))
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
	}
}
