using Entracte.ProcessHook.Restore.Processes;

namespace Entracte.ProcessHook.Tests.Trees;

/// <summary>Random lives of random trees, in a model of the kernel; each tree that comes of it is planned, and the plan walked through the same model.</summary>
public sealed class TreesAreGrown
{
    private const int Seeds = 3000;

    [Fact]
    public void Whatever_a_tree_went_through_it_can_be_grown_as_it_is_or_is_refused()
    {
        var refused = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var tree = Live(new Random(seed));
            try
            {
                var plan = TreePlan.Of(tree, []);
                Check(tree, plan, seed);
            }
            catch (ObstaclesException)
            {
                refused++;
            }
        }
        // Only sessions that their members have left behind by way of adoption, which hardly anybody does.
        Assert.InRange(refused, 0, Seeds / 50);
    }

    [Fact]
    public void A_daemon_comes_back_in_the_session_of_its_dead_parent()
    {
        TreeNode[] tree = [new(10, 0, 0, 0), new(12, 0, 11, 11)];
        var plan = TreePlan.Of(tree, []);
        Check(tree, plan, seed: -1);
        Assert.Contains(plan.Growth, step => step is TreeStep.Bear { Child: 11, IsPassing: true });
    }

    [Fact]
    public void Passing_processes_use_no_id_that_somebody_needs()
    {
        TreeNode[] tree = [new(10, 0, 0, 0), new(12, 0, 11, 11)];
        var plan = TreePlan.Of(tree, [500]);
        Assert.All(plan.Growth.OfType<TreeStep.Bear>().Where(bear => bear.IsPassing && bear.Child != 11), bear => Assert.True(bear.Child > 500));
    }

    private static TreeNode[] Live(Random random)
    {
        var kernel = new KernelModel();
        kernel.Fork(0, 1);
        for (var (step, next) = (0, 2); step < 60; step++)
        {
            var living = kernel.Living.ToArray();
            if (living.Length == 0)
                break;
            var pid = living[random.Next(living.Length)];
            switch (random.Next(10))
            {
                case < 5:
                    kernel.Fork(pid, next++);
                    break;
                case 5:
                    kernel.TrySetSession(pid);
                    break;
                case 6:
                    kernel.TrySetGroup(pid, random.Next(2) == 0 ? pid : living[random.Next(living.Length)]);
                    break;
                case 7 when random.Next(3) == 0:
                    kernel.Adopt(pid, isOn: true);
                    break;
                default:
                    kernel.End(pid);
                    if (random.Next(2) == 0)
                        kernel.Forget(pid);
                    break;
            }
        }
        return [.. kernel.All.Select(pid => new TreeNode(pid, kernel[pid].Parent, kernel[pid].Session, kernel[pid].Group, kernel.AdoptsOrphans(pid)))];
    }

    private static void Check(TreeNode[] tree, TreePlan plan, int seed)
    {
        var kernel = new KernelModel();
        foreach (var step in plan.Growth.Concat(plan.Farewells))
        {
            var isPossible = step switch
            {
                TreeStep.Bear bear => Do(() => kernel.Fork(bear.Parent, bear.Child)),
                TreeStep.LeadSession lead => kernel.TrySetSession(lead.Pid),
                TreeStep.JoinGroup join => kernel.TrySetGroup(join.Pid, join.Group),
                TreeStep.AdoptOrphans adopt => Do(() => kernel.Adopt(adopt.Pid, adopt.IsOn)),
                TreeStep.Pass pass => Do(() =>
                {
                    Assert.Equal(pass.Parent, kernel[pass.Pid].Parent);
                    kernel.End(pass.Pid);
                    kernel.Forget(pass.Pid);
                }),
                _ => false,
            };
            Assert.True(isPossible, $"seed {seed}: {step} is refused");
        }
        Assert.Equal(tree.Select(node => node.Pid).Order(), kernel.All.Order());
        foreach (var node in tree)
            Assert.Equal((seed, node.Pid, (node.Parent, node.Session, node.Group)), (seed, node.Pid, kernel[node.Pid]));
    }

    private static bool Do(Action action)
    {
        action();
        return true;
    }
}
