namespace MessagePack.Formatting;

/// <summary>The formatter of a type, made when it is first needed: a record may contain records of its own type.</summary>
internal static class FormatterOf<T>
{
    private static Formatter<T>? instance;

    public static Formatter<T> Instance => instance ??= (Formatter<T>)FormatterFactory.Create(typeof(T));
}
