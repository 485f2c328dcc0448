using Entracte.Coordinator.Restarts;

namespace Entracte.Coordinator.Actors.Tests.Machines;

public sealed class A_placement
{
    private static readonly string[] Present = ["a", "b", "c"];

    [Theory]
    [InlineData("a", "", false, "c:")]
    [InlineData("", "", false, "c:")]
    [InlineData("a", "a=b", false, "b:a")]
    [InlineData("a,b", "", false, "a:a b:b")]
    [InlineData("a,b", "", true, "c:a,b")]
    [InlineData("a,b", "a=b", false, "b:a,b")]
    [InlineData("a,b", "a=b,b=a", false, "a:b b:a")]
    [InlineData("a,b", "a=b", true, "b:a c:b")]
    [InlineData("a,x", "x=c", false, "a:a c:x")]
    [InlineData("x,y", "", true, "c:x,y")]
    [InlineData("a", "a=b+c", false, "b:a/1:2 c:a/2:2")]
    [InlineData("a,b", "a=a+c", false, "a:a/1:2 b:b c:a/2:2")]
    [InlineData("a,b", "a=c+b", false, "b:a/2:2,b c:a/1:2")]
    [InlineData("x,y", "x=a+b,y=b+c", false, "a:x/1:2 b:x/2:2,y/1:2 c:y/2:2")]
    [InlineData("x", "x=c+a+b", true, "a:x/2:3 b:x/3:3 c:x/1:3")]
    public void finds_a_node_for_everything(string imageNodes, string map, bool together, string expected)
    {
        var placement = Of(imageNodes, map, together);
        Assert.Null(placement.Failure);
        Assert.Equal(expected, string.Join(' ', placement.Places.OrderBy(place => place.Key).Select(place => $"{place.Key}:{string.Join(',', place.Value)}")));
    }

    [Theory]
    [InlineData("a,x", "", "no node x now")]
    [InlineData("x,y", "", "no node x, y now")]
    [InlineData("a,b", "a=x", "no node x now")]
    [InlineData("a,b", "c=a", "nothing of c")]
    [InlineData("a,b", "a", "'a' does not say")]
    [InlineData("a,b", "a=b,a=c", "'a=c' does not say")]
    [InlineData("a,b", "a=b+b", "'a=b+b' does not say")]
    [InlineData("a,b", "a=b+", "'a=b+' does not say")]
    [InlineData("a,b", "a=", "'a=' does not say")]
    [InlineData("a,b", "a=b+x", "no node x now")]
    public void says_what_cannot_be_placed(string imageNodes, string map, string expected)
    {
        var placement = Of(imageNodes, map, together: false);
        Assert.Contains(expected, placement.Failure!.Reason);
        Assert.Empty(placement.Places);
    }

    private static Placement Of(string imageNodes, string map, bool together) => Placement.Of(
        Split(imageNodes), new RestartRequest { Node = "c", Together = together, Map = Split(map) }, Present);

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
