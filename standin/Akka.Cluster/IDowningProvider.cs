using Akka.Actor;

namespace Akka.Cluster;

/// <summary>Decides what becomes of members that do not answer.</summary>
public interface IDowningProvider
{
    /// <summary>How long after the removal of a downed member its work is left alone, because it may still be doing it.</summary>
    TimeSpan DownRemovalMargin { get; }

    Props DowningActorProps { get; }
}

/// <summary>Nothing, until somebody calls Down.</summary>
internal sealed class NoDowning : IDowningProvider
{
    public TimeSpan DownRemovalMargin => TimeSpan.Zero;

    public Props DowningActorProps => null;
}
