namespace Entracte.Coordinator.Ports;

/// <summary>Time, so that a test can have its own.</summary>
public interface IClock
{
    /// <summary>For people and for images.</summary>
    long UnixMilliseconds { get; }

    /// <summary>For durations: never goes back.</summary>
    double MonotonicMilliseconds { get; }
}
