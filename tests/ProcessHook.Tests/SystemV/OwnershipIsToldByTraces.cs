using Entracte.ProcessHook.Capture.SystemV;

namespace Entracte.ProcessHook.Tests.SystemV;

/// <summary>The table in <see cref="SystemVOwnership"/>, row by row and in all combinations.</summary>
public sealed class OwnershipIsToldByTraces
{
    private const int Member = 10;
    private const int Stranger = 20;
    private const int Ended = 30;
    private const uint OurUser = 1000;
    private const uint OtherUser = 2000;

    [Fact]
    public void Every_combination_of_facts_has_the_answer_of_the_table()
    {
        int[][] pids = [[], [0, 0], [Member], [0, Member], [Stranger], [Member, Stranger], [Ended], [Ended, Stranger]];
        foreach (var (own, used, user, named, mode) in from own in new[] { false, true }
                                                 from used in new[] { false, true }
                                                 from user in new[] { OurUser, OtherUser }
                                                 from named in pids
                                                 from mode in new[] { 0x180, 0x1b0, 0x182 }
                                                 select (own, used, user, named, mode))
        {
            var mayUse = user == OurUser || mode != 0x180;
            var expected = own || used || (named.Contains(Member) && mayUse) || (user == OurUser && !named.Contains(Stranger));
            Assert.Equal(expected, Ownership(own, used).Takes(Queue(user, named) with { Mode = mode }));
        }
    }

    [Fact]
    public void What_is_used_is_known_by_kind_and_id()
        => Assert.False(Ownership(false, true).Takes(Queue(OtherUser, [Stranger]) with { Kind = SystemVKind.Segment }));

    private static SystemVOwnership Ownership(bool hasOwnNamespace, bool isUsed) => new(
        hasOwnNamespace,
        new HashSet<int> { Member },
        isUsed ? new HashSet<(SystemVKind, int)> { (SystemVKind.MessageQueue, 7) } : [],
        new HashSet<uint> { OurUser },
        pid => pid is Member or Stranger);

    private static SystemVObject Queue(uint creator, int[] pids) => new(SystemVKind.MessageQueue, 0, 7, 0x180, 0, 0, pids, creator, 100, creator, false);
}
