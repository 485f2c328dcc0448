using Entracte.ProcessHook.Capture.Descriptors;

namespace Entracte.ProcessHook.Tests.Descriptors;

public class GroupsAreFoundByOrder
{
    /// <summary>Every way to spread up to six descriptors of two processes over descriptions that look alike.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Descriptors_are_together_exactly_when_their_description_is_one(int count)
    {
        var members = new[] { new DescriptorSource(10, 1), new DescriptorSource(20, 2) };
        var ways = (int)Math.Pow(count, count);
        for (var way = 0; way < ways; way++)
        {
            var held = new List<HeldDescriptor>();
            var description = new Dictionary<HeldDescriptor, int>();
            for (int index = 0, rest = way; index < count; index++, rest /= count)
            {
                held.Add(new HeldDescriptor(members[index * 2 / count], index, "pipe:[1]", new DescriptorInfo(0, 0, 1, 1, [])));
                description[held[^1]] = rest % count;
            }
            var groups = DescriptionGroups.Find(held, (left, right) => description[left].CompareTo(description[right]));
            var expected = held.GroupBy(item => description[item]).Select(group => group.Select(item => item.Number).ToArray()).ToArray();
            Assert.Equal(expected, groups.Select(group => group.Select(item => item.Number).ToArray()).ToArray());
        }
    }

    [Fact]
    public void Descriptors_that_differ_at_sight_are_never_compared()
    {
        var member = new DescriptorSource(10, 1);
        HeldDescriptor[] held =
        [
            new(member, 3, "/a", new DescriptorInfo(0, 0, 1, 1, [])),
            new(member, 4, "/a", new DescriptorInfo(5, 0, 1, 1, [])),
            new(member, 5, "/b", new DescriptorInfo(0, 0, 1, 2, [])),
            new(member, 6, "/b", new DescriptorInfo(0, 2, 1, 2, [])),
        ];
        Assert.Equal(4, DescriptionGroups.Find(held, (_, _) => throw new InvalidOperationException("compared")).Count);
    }
}
