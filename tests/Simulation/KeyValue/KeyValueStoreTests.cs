using AkkaFederation.TestKit;
using AkkaFederation.TestKit.KeyValue;

namespace AkkaFederation.Simulation.Tests.KeyValue;

/// <summary>Watches, leases and locks of whole nodes on a virtual clock.</summary>
public sealed class KeyValueStoreTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly SimulatedWorld _world = new(11, new SimulatedWorldOptions { Nodes = 3, KeyValue = true });

    public KeyValueStoreTests()
    {
        _world.StartAll();
        Assert.True(_world.RunUntil(() => _world.Leader is not null, Patience));
    }

    [Fact]
    public void A_watch_sees_every_change_once_and_in_order_over_a_change_of_leader()
    {
        var (seen, written) = (new List<string>(), 0);
        Client("watcher").Do(async store =>
        {
            await foreach (var change in store.WatchAsync(KeyValueKeys.WithPrefix("a/"), 1)) seen.Add($"{change.Kind} {change.Item.Key} {change.Item.Text}");
        });
        var writer = Client("writer");
        writer.Do(async store =>
        {
            for (var i = 0; i < 40; i++)
            {
                await store.PutAsync($"a/{i % 3}", $"{i}");
                await store.PutAsync("b", $"{i}");
                written++;
            }
        });
        Assert.True(_world.RunUntil(() => written >= 10, Patience));
        _world.Leader!.Crash();
        Assert.True(_world.RunUntil(() => written == 40 && seen.Count >= 40, Patience));
        _world.Run(TimeSpan.FromSeconds(10));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"Put a/{i % 3} {i}"), seen);
        Assert.Empty(_world.Violations);
    }

    [Fact]
    public void A_watch_of_what_is_no_longer_kept_says_so_and_names_the_first_that_is()
    {
        CompactedException? compacted = null;
        var done = false;
        Client("writer").Do(async store =>
        {
            for (var i = 0; i < 150; i++) await store.PutAsync("a", new byte[60_000]);
            done = true;
        });
        Assert.True(_world.RunUntil(() => done, TimeSpan.FromMinutes(5)));
        Client("watcher").Do(async store =>
        {
            try
            {
                await foreach (var _ in store.WatchAsync(KeyValueKeys.All, 1)) break;
            }
            catch (CompactedException e)
            {
                compacted = e;
            }
        });
        Assert.True(_world.RunUntil(() => compacted is not null, Patience));
        Assert.Equal(1UL, compacted!.Asked);
        Assert.InRange(compacted.First, 2UL, 100UL);
    }

    [Fact]
    public void A_lease_that_nobody_keeps_ends_for_all_and_one_that_is_kept_does_not()
    {
        var (kept, left, ended) = (false, TimeSpan.Zero, new List<string>());
        Client("keeper").Do(async store =>
        {
            var lease = await store.GrantLeaseAsync(TimeSpan.FromSeconds(3));
            await store.PutAsync("kept", "1", lease.Id);
            kept = true;
        });
        Client("other").Do(async store =>
        {
            var lease = await store.GrantLeaseAsync(TimeSpan.FromSeconds(3), keepAlive: false);
            await store.PutAsync("left", "1", lease.Id);
            left = _world.Now;
            await foreach (var change in store.WatchAsync(KeyValueKeys.All, lease.Id))
            {
                if (change.Kind == KeyValueEventKind.Expired) ended.Add(change.Item.Key);
            }
        });
        Assert.True(_world.RunUntil(() => ended.Count > 0, Patience));
        Assert.True(kept);
        Assert.InRange(_world.Now - left, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(5));
        _world.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(["left"], ended);
    }

    [Fact]
    public void A_lease_ends_though_the_log_is_years_ahead_of_the_leaders_clock()
    {
        var (granted, gone) = (0UL, false);
        _world.Leader!.JumpClock(TimeSpan.FromDays(1000));
        var client = Client("client");
        client.Do(async store => await store.PutAsync("sets log time", "1"));
        _world.Run(TimeSpan.FromSeconds(2));
        var former = _world.Leader!;
        former.JumpClock(TimeSpan.FromDays(-1000));
        former.Crash();
        client.Do(async store =>
        {
            granted = (await store.GrantLeaseAsync(TimeSpan.FromSeconds(2), keepAlive: false)).Id;
            while (await store.GetLeaseAsync(granted) is not null) await store.PutAsync("tick", "1");
            gone = true;
        });
        Assert.True(_world.RunUntil(() => gone, Patience), $"lease {granted} does not end");
    }

    [Fact]
    public void A_holder_that_was_cut_off_loses_its_lock_and_knows_it_and_the_next_has_a_greater_token()
    {
        var (first, second, lost) = (0UL, 0UL, false);
        var holder = _world.AddKeyValueClient("holder", 1, TimeSpan.Zero);
        holder.Do(async store =>
        {
            var lease = await store.GrantLeaseAsync(TimeSpan.FromSeconds(2));
            lease.Lost.Register(() => lost = true);
            first = (await store.LockAsync("lock", lease, "holder")).FencingToken;
        });
        Assert.True(_world.RunUntil(() => first > 0, Patience));
        Client("next").Do(async store =>
        {
            var lease = await store.GrantLeaseAsync(TimeSpan.FromSeconds(2));
            Assert.Null(await store.TryLockAsync("lock", lease));
            second = (await store.LockAsync("lock", lease, "next")).FencingToken;
        });
        _world.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(0UL, second);
        holder.CutOff();
        Assert.True(_world.RunUntil(() => second > 0, Patience));
        Assert.True(lost);
        Assert.True(second > first);
        Assert.Empty(_world.Violations);
    }

    [Fact]
    public void A_write_without_a_majority_is_answered_and_settled_when_there_is_one()
    {
        Exception? failed = null;
        var found = "";
        var client = Client("client");
        foreach (var node in _world.Nodes.Skip(1)) node.Crash();
        client.Do(async store =>
        {
            try
            {
                await store.PutAsync("a", "1");
            }
            catch (Exception e) when (e is TimeoutException or IndeterminateException)
            {
                failed = e;
            }
        });
        Assert.True(_world.RunUntil(() => failed is not null, Patience));
        foreach (var node in _world.Nodes.Skip(1)) node.Start();
        client.Do(async store =>
        {
            await store.PutAsync("b", "2");
            found = (await store.GetAsync("b"))!.Text;
        });
        Assert.True(_world.RunUntil(() => found == "2", Patience));
    }

    private SimulatedKeyValueClient Client(string name) => _world.AddKeyValueClient(name, 1, TimeSpan.Zero);
}
