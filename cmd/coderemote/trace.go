package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"coderemote/store"

	"github.com/exaring/otelpgx"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
)

// tracingWanted reads the standard variables of OpenTelemetry: traces go where
// an endpoint is named, and nowhere else. What this program cannot do is told,
// not ignored.
func tracingWanted(getenv func(string) string) (bool, error) {
	endpoint := getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") + getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
	exporter := getenv("OTEL_TRACES_EXPORTER")
	protocol := getenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")
	if protocol == "" {
		protocol = getenv("OTEL_EXPORTER_OTLP_PROTOCOL")
	}
	switch {
	case endpoint == "" || exporter == "none" || getenv("OTEL_SDK_DISABLED") == "true":
		return false, nil
	case exporter != "" && exporter != "otlp":
		return false, fmt.Errorf("OTEL_TRACES_EXPORTER is %q; write otlp or none", exporter)
	case protocol != "" && protocol != "http/protobuf":
		return false, fmt.Errorf("OTEL_EXPORTER_OTLP_PROTOCOL is %q; write http/protobuf, which collectors take on port 4318", protocol)
	}
	return true, nil
}

// startTracing has every span of this process sent, if that is wanted. Without
// it no middleware and no tracer is in the way of a request.
func (in *instance) startTracing() (stop func(), err error) {
	if in.tracing, err = tracingWanted(os.Getenv); err != nil || !in.tracing {
		return func() {}, err
	}
	exporter, err := otlptracehttp.New(in)
	if err != nil {
		return nil, fmt.Errorf("start tracing: %w", err)
	}
	// The later one wins: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES.
	what, err := resource.New(in, resource.WithTelemetrySDK(), resource.WithHost(),
		resource.WithAttributes(attribute.String("service.name", "coderemote"), attribute.String("service.version", version)), resource.WithFromEnv())
	if err != nil && !errors.Is(err, resource.ErrPartialResource) {
		return nil, fmt.Errorf("start tracing: %w", err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter), trace.WithResource(what))
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { in.logger.Warn("traces not sent", "err", err) }))
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(in), 5*time.Second)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil {
			in.logger.Warn("last traces not sent", "err", err)
		}
	}, nil
}

// storeOptions has statements in the traces: their text, never their values,
// which are people's programs.
func (in *instance) storeOptions() []store.Option {
	if !in.tracing {
		return nil
	}
	return []store.Option{store.WithTracer(otelpgx.NewTracer())}
}
