using System.Text.RegularExpressions;

namespace Entracte.House.Tests;

/// <summary>What can be set is what is read: hocon/reference.hocon explains every key, and no other.</summary>
public sealed partial class ConfigurationTests
{
    private const string Reference = "hocon/reference.hocon";

    private static readonly string[] s_explained = [.. Explained()];

    [Fact]
    public void Every_key_that_is_explained_is_read_by_code()
    {
        Assert.NotEmpty(s_explained);
        var read = Product.SelectMany(KeysRead).ToHashSet();
        Findings.None(s_explained.Where(key => !read.Contains(key)), $"{Reference} explains what nobody reads");
    }

    [Fact]
    public void Every_key_that_code_reads_or_sets_is_explained()
    {
        var used = Product.SelectMany(file => KeysRead(file).Concat(KeysSet(file)).Select(key => (file, key))).ToList();
        Assert.NotEmpty(used);
        Findings.None(used.Where(use => !s_explained.Contains(use.key)).Select(use => $"{use.file}: {use.key}"), $"{Reference} does not explain what is read or set");
    }

    private static IEnumerable<string> Product => Checkout.Product.Where(file => Checkout.IsIn(file, "Coordinator.Actors") || Checkout.IsIn(file, "Node"));

    /// <summary>The keys of the reference with the sections that they are in.</summary>
    private static IEnumerable<string> Explained()
    {
        var sections = new Stack<string>();
        foreach (var line in Checkout.Lines(Reference).Select(line => line.Split('#')[0].Trim()))
        {
            if (line.EndsWith('{'))
                sections.Push(line.TrimEnd('{').Trim());
            else if (line == "}")
                sections.Pop();
            else if (line.Contains('='))
                yield return string.Join('.', sections.Reverse().Append(line.Split('=')[0].Trim()));
        }
    }

    /// <summary>Of the section entracte; a reader has the section that its variable was given, or says all of the key.</summary>
    private static IEnumerable<string> KeysRead(string file)
    {
        var text = Checkout.Text(file);
        var sections = Section().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value + ".");
        return Reading().Matches(text).Select(match => sections.GetValueOrDefault(match.Groups[1].Value) + match.Groups[2].Value)
            .Where(key => key.StartsWith("entracte.", StringComparison.Ordinal));
    }

    private static IEnumerable<string> KeysSet(string file) => Setting().Matches(Checkout.Text(file)).Select(match => match.Groups[1].Value);

    [GeneratedRegex("""var (\w+) = \w+\.GetConfig\("(entracte[\w.-]*)"\)""")]
    private static partial Regex Section();

    /// <summary>A call for a value, not for a section; of the Config that it is asked of only a name matters.</summary>
    [GeneratedRegex("""(\w*)\)*\.Get(?:String|StringList|Int|Long|Double|Float|Boolean|TimeSpan|ByteSize)\("([\w.-]+)"\)""")]
    private static partial Regex Reading();

    /// <summary>At the beginning of a text: a line of HOCON, or a key that is made one.</summary>
    [GeneratedRegex("""\$?"(entracte\.[a-z-]+(?:\.[a-z-]+)+)(?: = |")""")]
    private static partial Regex Setting();
}
