namespace Entracte.Demo;

/// <summary>What the demonstration says; in colour when a person sits at a terminal (and NO_COLOR does not ask otherwise).</summary>
internal static class Teller
{
    private static readonly bool Coloured = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static void Explain(string text) => Console.WriteLine($"\n{Paint("1;36", text)}");

    public static void Command(string line) => Console.WriteLine(Paint("1;33", "$ " + line));

    public static void Said(string text)
    {
        foreach (var line in text.TrimEnd().Split('\n'))
            Console.WriteLine("  " + line);
    }

    public static void Digits(string digits, bool secondLife) => Console.Write(Paint(secondLife ? "1;35" : "1;32", digits));

    public static void Result(string text) => Console.WriteLine($"\n{Paint("1;32", text)}\n");

    public static void Failure(string text) => Console.Error.WriteLine(Paint("1;31", text));

    private static string Paint(string colour, string text) => Coloured ? $"\u001b[{colour}m{text}\u001b[0m" : text;
}
