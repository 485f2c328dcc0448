using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The dispatchers by their configuration path.</summary>
public sealed class Dispatchers
{
    public const string DefaultDispatcherId = "akka.actor.default-dispatcher";
    public static readonly string InternalDispatcherId = "akka.actor.internal-dispatcher";

    private readonly ConcurrentDictionary<string, MessageDispatcher> _dispatchers = new();
    private readonly Config _config;

    internal Dispatchers(Config config) => _config = config;

    public MessageDispatcher DefaultGlobalDispatcher => Lookup(DefaultDispatcherId);

    public bool HasDispatcher(string id) => _config.HasPath(id);

    public MessageDispatcher Lookup(string dispatcherName) => _dispatchers.GetOrAdd(
        string.IsNullOrEmpty(dispatcherName) ? DefaultDispatcherId : dispatcherName, Create);

    private MessageDispatcher Create(string id)
    {
        if (!_config.HasPath(id))
            throw new ConfigurationException($"Dispatcher {id} not configured.");
        var throughput = _config.GetInt(id + ".throughput", 30);
        return _config.GetString(id + ".type", "Dispatcher") switch
        {
            "Dispatcher" or "TaskDispatcher" => new ThreadPoolMessageDispatcher(id, throughput),
            "PinnedDispatcher" => new PinnedMessageDispatcher(id, throughput),
            var other => Configured(id, other),
        };
    }

    private MessageDispatcher Configured(string id, string type)
    {
        var section = ConfigurationFactory.ParseString($"id = \"{id}\"").WithFallback(_config.GetConfig(id));
        if (Activator.CreateInstance(TypeFinder.Find(type), section, new Prerequisites()) is MessageDispatcherConfigurator configurator)
            return configurator.Dispatcher();
        throw new ConfigurationException($"Dispatcher {id} is of type {type}; the stand-in has Dispatcher, TaskDispatcher, PinnedDispatcher, and what is a MessageDispatcherConfigurator");
    }

    private sealed class Prerequisites : IDispatcherPrerequisites;
}
