using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>Filters for what goes over the event stream while a piece of a test runs.</summary>
public class EventFilterFactory(TestKitBase testkit)
{
    public IEventFilterApplier Exception<TException>(string message = null, string start = null, string contains = null, string source = null)
        where TException : Exception => Exception(typeof(TException), message, start, contains, source);

    public IEventFilterApplier Exception<TException>(Regex pattern, string source = null)
        where TException : Exception =>
        For<Error>(error => error.Cause is TException && FromSource(error, source) && pattern.IsMatch(Text(error)));

    public IEventFilterApplier Exception(
        Type exceptionType, string message = null, string start = null, string contains = null, string source = null, bool checkInnerExceptions = false) =>
        For<Error>(error => FromSource(error, source) && Causes(error.Cause, checkInnerExceptions).Any(cause =>
            exceptionType.IsInstanceOfType(cause) && (Fits(cause.Message, message, start, contains) || Fits(Text(error), message, start, contains))));

    public IEventFilterApplier Error(string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(LogLevel.ErrorLevel, message, start, contains, source);

    public IEventFilterApplier Warning(string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(LogLevel.WarningLevel, message, start, contains, source);

    public IEventFilterApplier Info(string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(LogLevel.InfoLevel, message, start, contains, source);

    public IEventFilterApplier Debug(string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(LogLevel.DebugLevel, message, start, contains, source);

    public IEventFilterApplier ForLogLevel(LogLevel logLevel, string message = null, string start = null, string contains = null, string source = null) =>
        For<LogEvent>(said => said.LogLevel() == logLevel && FromSource(said, source) && Fits(Text(said), message, start, contains));

    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) => For(predicate);

    public IEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate)
        where TLogEvent : LogEvent => For(predicate);

    public IEventFilterApplier DeadLetter() => For<DeadLetter>(_ => true);

    public IEventFilterApplier DeadLetter<TMessage>(string source = null) => DeadLetter<TMessage>(_ => true, source);

    public IEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string source = null) => For<DeadLetter>(letter =>
        letter.Message is TMessage message && isMatch(message) && (source == null || letter.Recipient.Path.ToString().EndsWith(source, StringComparison.Ordinal)));

    private static string Text(LogEvent said) => said.Message?.ToString() ?? "";

    private static bool FromSource(LogEvent said, string source) => source == null || said.LogSource.Split('#')[0].EndsWith(source, StringComparison.Ordinal);

    private static bool Fits(string text, string message, string start, string contains) =>
        (message == null || text == message)
        && (start == null || text.StartsWith(start, StringComparison.Ordinal))
        && (contains == null || text.Contains(contains, StringComparison.Ordinal));

    private static IEnumerable<Exception> Causes(Exception cause, bool alsoInner)
    {
        for (var at = cause; at != null; at = alsoInner ? at.InnerException : null)
            yield return at;
    }

    private EventFilterApplier<TEvent> For<TEvent>(Predicate<TEvent> fits) => new(testkit, fits);
}
