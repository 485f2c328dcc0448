using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Event;

/// <summary>Starts the loggers that <c>akka.loggers</c> names, and the two listeners that say what got lost.</summary>
internal static class LoggingStart
{
    public static void StartLoggers(ActorSystemImpl system)
    {
        var level = system.EventStream.LogLevel;
        foreach (var name in system.Settings.Loggers)
        {
            var logger = system.SystemActorOf(Props.Create(TypeFinder.Find(name)), $"log-{system.Settings.Loggers.IndexOf(name)}-{name.Split(',')[0].Split('.')[^1]}");
            try
            {
                // The event stream is handed over before any event: loggers may count on that order.
                logger.Ask<LoggerInitialized>(new InitializeLogger(system.EventStream), system.Settings.LoggerStartTimeout).GetAwaiter().GetResult();
            }
            catch (Exception late)
            {
                throw new ConfigurationException($"Logger [{name}] specified in config can't be loaded: {late.Message}", late);
            }
            Subscribe(system, logger, level);
        }
        system.EventStream.StopStdoutLogger();
        if (system.Settings.LogDeadLetters > 0)
        {
            var most = system.Settings.LogDeadLetters;
            system.EventStream.Subscribe(system.SystemActorOf(Props.Create(() => new DeadLetterListener(most)), "deadLetterListener"), typeof(DeadLetter));
        }
        if (system.Settings.Config.GetBoolean("akka.actor.debug.unhandled"))
            system.EventStream.Subscribe(system.SystemActorOf(Props.Create(() => new UnhandledMessageForwarder()), "unhandledForwarder"), typeof(UnhandledMessage));
    }

    private static void Subscribe(ActorSystemImpl system, IActorRef logger, LogLevel level)
    {
        (LogLevel Level, Type Event)[] all =
            [(LogLevel.DebugLevel, typeof(Debug)), (LogLevel.InfoLevel, typeof(Info)), (LogLevel.WarningLevel, typeof(Warning)), (LogLevel.ErrorLevel, typeof(Error))];
        foreach (var (eventLevel, type) in all)
        {
            if (eventLevel >= level)
                system.EventStream.Subscribe(logger, type);
        }
    }

    /// <summary>Says for the first few dead letters that they were lost.</summary>
    private sealed class DeadLetterListener : ReceiveActor
    {
        private int _count;

        public DeadLetterListener(int most) => Receive<DeadLetter>(letter =>
        {
            if (++_count <= most)
                Context.GetLogger().Info("Message [{0}] from {1} to {2} was not delivered. [{3}] dead letters encountered.", letter.Message.GetType().Name, letter.Sender, letter.Recipient, _count);
        });
    }

    private sealed class UnhandledMessageForwarder : ReceiveActor
    {
        public UnhandledMessageForwarder() =>
            Receive<UnhandledMessage>(unhandled => Context.GetLogger().Debug("Unhandled message from {0} to {1}: {2}", unhandled.Sender, unhandled.Recipient, unhandled.Message));
    }
}
