using Entracte.ImageFormat;
using Entracte.ImageFormat.Stores;
using Entracte.ProcessHook;
using Entracte.ProcessHook.Injection;

namespace Entracte.Coordinator.Attempts;

/// <summary>Turns what a port throws into what a person is told.</summary>
internal static class ThrownFailure
{
    /// <param name="doing">What was being done, as the sentence before the colon.</param>
    public static Failure From(Exception thrown, string doing) => Innermost(thrown) switch
    {
        EntracteException known => known.Failure,
        ObstaclesException obstacles => Failure.Of(obstacles),
        ProcessGoneException gone => Failure.Of(FailureKind.ProcessEnded, $"{doing}: {gone.Message}"),
        TimeoutException late => Failure.Of(FailureKind.TimedOut, $"{doing}: {late.Message}"),
        OperationCanceledException => Failure.Of(FailureKind.Cancelled, $"{doing}: given up"),
        ImageFormatException damaged => Failure.Of(FailureKind.ImageDamaged, $"{doing}: {damaged.Message}"),
        ImageStoreException or IOException or UnauthorizedAccessException => Failure.Of(FailureKind.StoreFailed, $"{doing}: {Innermost(thrown).Message}"),
        var other => Failure.Of(FailureKind.HostFailed, $"{doing}: {other.Message}"),
    };

    private static Exception Innermost(Exception thrown)
        => thrown is AggregateException { InnerExceptions: [var only] } ? Innermost(only) : thrown;
}
