using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>What a dispatcher may need of its system; the stand-in has nothing to offer.</summary>
public interface IDispatcherPrerequisites;

/// <summary>Makes a dispatcher from its section of the configuration; named there as <c>type</c>.</summary>
public abstract class MessageDispatcherConfigurator
{
    protected MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    public Config Config { get; }

    public IDispatcherPrerequisites Prerequisites { get; }

    public abstract MessageDispatcher Dispatcher();
}
