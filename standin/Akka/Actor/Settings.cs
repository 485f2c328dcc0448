using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The part of the configuration that the system itself reads.</summary>
public class Settings
{
    public Settings(ActorSystem system, Config config)
    {
        System = system;
        Config = config.WithFallback(ConfigurationFactory.Default());
        SerializeAllMessages = Config.GetBoolean("akka.actor.serialize-messages");
        LogLevel = Config.GetString("akka.loglevel", "INFO");
        StdoutLogLevel = Config.GetString("akka.stdout-loglevel", "WARNING");
        Loggers = Config.GetStringList("akka.loggers");
        LoggerStartTimeout = Config.GetTimeSpan("akka.logger-startup-timeout", TimeSpan.FromSeconds(5));
        AskTimeout = Config.GetTimeSpan("akka.actor.ask-timeout", Timeout.InfiniteTimeSpan);
        SchedulerClass = Config.GetString("akka.scheduler.implementation");
        ProviderClass = Config.GetString("akka.actor.provider", "local");
        LogDeadLetters = Config.GetString("akka.log-dead-letters", "10") switch
        {
            "on" or "true" or "all" => int.MaxValue,
            "off" or "false" => 0,
            _ => Config.GetInt("akka.log-dead-letters", 10),
        };
    }

    public ActorSystem System { get; }

    public Config Config { get; private set; }

    public bool SerializeAllMessages { get; }

    public string LogLevel { get; }

    public string StdoutLogLevel { get; }

    public IList<string> Loggers { get; }

    public TimeSpan LoggerStartTimeout { get; }

    public TimeSpan AskTimeout { get; }

    public string SchedulerClass { get; }

    public string ProviderClass { get; }

    public int LogDeadLetters { get; }

    /// <summary>Puts the defaults of a part that only now turned out to be used below everything else.</summary>
    public void InjectTopLevelFallback(Config config) => Config = Config.WithFallback(config);
}
