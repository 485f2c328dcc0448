using Akka.Actor;
using Akka.Configuration;

namespace Akka.Cluster.SBR;

/// <summary>The split brain resolver, of which the stand-in has one strategy: keep-majority.</summary>
public class SplitBrainResolverProvider : IDowningProvider
{
    private readonly string _role;

    public SplitBrainResolverProvider(ActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.cluster.split-brain-resolver");
        var strategy = config.GetString("active-strategy");
        if (strategy != "keep-majority")
            throw new ConfigurationException($"split-brain-resolver.active-strategy is {strategy}; the stand-in has keep-majority");
        _role = config.GetString("keep-majority.role", "");
        DownRemovalMargin = config.GetTimeSpan("stable-after");
    }

    public TimeSpan DownRemovalMargin { get; }

    public Props DowningActorProps
    {
        get
        {
            var (stableAfter, role) = (DownRemovalMargin, _role);
            return Props.Create(() => new SplitBrainResolver(stableAfter, role));
        }
    }
}
