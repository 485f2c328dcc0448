using Akka.Configuration;

namespace Entracte.Standin.Tests.Actors;

public sealed class ConfigurationTests
{
    [Fact]
    public void Objects_nest_and_dotted_keys_are_the_same_as_nested_ones()
    {
        var config = ConfigurationFactory.ParseString(
            """
            # a comment
            a { b = 1, c : two } // another
            a.d.e = "three, with a comma"
            a.b = 4
            """);
        Assert.Equal(4, config.GetInt("a.b"));
        Assert.Equal("two", config.GetString("a.c"));
        Assert.Equal("three, with a comma", config.GetString("a.d.e"));
        Assert.Equal("three, with a comma", config.GetConfig("a").GetConfig("d").GetString("e"));
    }

    [Fact]
    public void What_is_not_there_has_the_default_that_is_given()
    {
        var config = ConfigurationFactory.ParseString("a = 1");
        Assert.Null(config.GetString("b"));
        Assert.Equal("x", config.GetString("b", "x"));
        Assert.Equal(7, config.GetInt("b", 7));
        Assert.True(config.GetBoolean("b", true));
        Assert.Equal(TimeSpan.FromSeconds(3), config.GetTimeSpan("b", TimeSpan.FromSeconds(3)));
        Assert.Null(config.GetConfig("b"));
        Assert.False(config.HasPath("b"));
        Assert.True(config.HasPath("a"));
        Assert.Empty(config.GetStringList("b"));
    }

    [Theory]
    [InlineData("10", 10)]
    [InlineData("10ms", 10)]
    [InlineData("1.5s", 1500)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    public void Durations_have_units(string text, double milliseconds) =>
        Assert.Equal(milliseconds, ConfigurationFactory.ParseString($"a = {text}").GetTimeSpan("a").TotalMilliseconds);

    [Fact]
    public void A_duration_may_be_infinite() =>
        Assert.Equal(Timeout.InfiniteTimeSpan, ConfigurationFactory.ParseString("a = infinite").GetTimeSpan("a"));

    [Theory]
    [InlineData("17", 17)]
    [InlineData("17b", 17)]
    [InlineData("4 KiB", 4096)]
    [InlineData("4k", 4096)]
    [InlineData("4kB", 4000)]
    [InlineData("2MiB", 2097152)]
    [InlineData("1GB", 1_000_000_000)]
    public void Sizes_have_units(string text, long bytes) => Assert.Equal(bytes, ConfigurationFactory.ParseString($"a = {text}").GetByteSize("a"));

    [Theory]
    [InlineData("on", true)]
    [InlineData("true", true)]
    [InlineData("off", false)]
    [InlineData("false", false)]
    public void Switches_are_on_or_off(string text, bool value) => Assert.Equal(value, ConfigurationFactory.ParseString($"a = {text}").GetBoolean("a"));

    [Fact]
    public void Lists_may_be_written_on_one_line_or_on_several()
    {
        var config = ConfigurationFactory.ParseString(
            """
            a = [one, "two", three]
            b = [
              one
              two
            ]
            c = []
            """);
        Assert.Equal(["one", "two", "three"], config.GetStringList("a"));
        Assert.Equal(["one", "two"], config.GetStringList("b"));
        Assert.Empty(config.GetStringList("c"));
    }

    [Fact]
    public void A_fallback_fills_in_what_is_missing_and_replaces_nothing()
    {
        var user = ConfigurationFactory.ParseString("a.b = user, list = [x]");
        var reference = ConfigurationFactory.ParseString("a { b = reference, c = reference }\nlist = [y, z]");
        var config = user.WithFallback(reference);
        Assert.Equal("user", config.GetString("a.b"));
        Assert.Equal("reference", config.GetString("a.c"));
        Assert.Equal(["x"], config.GetStringList("list"));
        Assert.Equal("reference", config.GetConfig("a").GetString("c"));
    }

    [Fact]
    public void A_substitution_takes_its_value_from_elsewhere_in_the_configuration()
    {
        var config = ConfigurationFactory.ParseString(
            """
            base { host = "example", port = 17 }
            copy = ${base}
            name = ${base.host}
            optional = ${?nowhere.at.all}
            """);
        Assert.Equal("example", config.GetString("name"));
        Assert.Equal("example", config.GetString("copy.host"));
        Assert.Null(config.GetString("optional"));
    }

    [Fact]
    public void A_quoted_key_may_contain_dots()
    {
        var config = ConfigurationFactory.ParseString("bindings { \"My.Type, My.Assembly\" = mine }");
        Assert.Equal(["My.Type, My.Assembly"], config.GetConfig("bindings").AsEnumerable().Select(pair => pair.Key.Trim('"')));
    }

    [Fact]
    public void Quoted_texts_keep_what_would_mean_something_else_outside()
    {
        var config = ConfigurationFactory.ParseString(
            """"
            a = "x # y // z { } [ ] = :"
            b = """one "quoted" word"""
            c = "tab\tand \"quotes\""
            """");
        Assert.Equal("x # y // z { } [ ] = :", config.GetString("a"));
        Assert.Equal("one \"quoted\" word", config.GetString("b"));
        Assert.Equal("tab\tand \"quotes\"", config.GetString("c"));
    }

    [Fact]
    public void Words_beside_each_other_are_one_text() =>
        Assert.Equal("several words here", ConfigurationFactory.ParseString("a = several words here # and a comment").GetString("a"));
}
