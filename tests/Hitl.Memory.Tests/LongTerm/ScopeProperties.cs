using CsCheck;

namespace Hitl.Memory.Tests;

/// <summary>Whoever shares a store sees nothing of each other, whatever they are called.</summary>
public sealed class ScopeProperties(RedisServers servers)
{
    private static readonly string?[] Names =
        [null, "a", "A", "b", "a,b", "a|b", "a|ub", "na", "a:b", "a b", " a", "*", "{a}", "\"", "\\", "%7C", "a%7Cb", "\u001f", "\0", "e\u0301", "\u00e9", "\ud83d\ude00", "null", "ı", "I", "i"];

    private static readonly Gen<MemoryScope> Scope =
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, Names.Length - 1]).Where((n, u) => n + u > 0).Select((n, u) => new MemoryScope(Names[n], Names[u]));

    [Fact]
    public void No_two_scopes_have_the_same_key()
    {
        var scopes = Names.SelectMany(name => Names.Where(user => name is not null || user is not null).Select(user => new MemoryScope(name, user))).ToArray();
        Assert.Equal(scopes.Length, scopes.Select(scope => scope.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(scopes.Length, scopes.Select(scope => MemoryKeys.Key(scope, "id")).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [AllStores]
    public async Task No_operation_reaches_another_scope(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind, ScriptedModel.Saying("same", "merged @0"));
        await Scope.Array[2, 6].SampleAsync(async drawn =>
        {
            var scopes = drawn.Distinct().ToArray();
            foreach (var scope in scopes)
            {
                await bed.Memory.CreateAsync(scope, [new() { Id = "one", Text = $"of {scope.Key} @0", Topics = ["t"] }, new() { Id = "two", Text = $"other of {scope.Key} @b0" }]);
            }

            foreach (var scope in scopes)
            {
                string[] own = [$"of {scope.Key} @0", $"other of {scope.Key} @b0"];
                Assert.Equal(own, (await bed.FindAsync(null, scope)).Order());
                Assert.Equal(own, (await bed.FindAsync("@0", scope)).Order());
                Assert.Equal(own[..1], await bed.FindAsync("@0", scope, search => search with { Filter = new() { Topics = new() { Equal = "t" } } }));
                Assert.Equal(2, (await bed.Memory.SearchAsync(scope, new() { Text = "@0", IncludeTotal = true })).Total);
                Assert.Equal(own[0], (await bed.Memory.GetAsync(scope, "one"))!.Text);
                Assert.Equal(2, (await bed.Memory.ForgetAsync(scope, new() { Budget = 0, DryRun = true })).Ids.Count);
                if (kind == StoreKind.RedisSearch)
                {
                    Assert.Equal(own, (await bed.FindAsync("of", scope, search => search with { Mode = MemorySearchMode.Keyword })).Order());
                }
            }

            // What one of them changes and deletes is unchanged for the others.
            await bed.Memory.EditAsync(scopes[0], "one", new() { Text = "changed @0" });
            Assert.Equal(2, await bed.Memory.DeleteAsync(scopes[0], ["one", "two"]));
            foreach (var scope in scopes[1..])
            {
                Assert.Equal([$"of {scope.Key} @0", $"other of {scope.Key} @b0"], (await bed.FindAsync(null, scope)).Order());
                Assert.Equal(2, (await bed.Memory.ForgetAsync(scope, new() { Budget = 0 })).Ids.Count);
            }

            foreach (var scope in scopes)
            {
                Assert.Equal(0, await bed.Memory.CountAsync(scope));
            }
        }, iter: 12, threads: 1);
    }

    [Theory]
    [AllStores]
    public async Task By_id_operations_know_their_scope(StoreKind kind)
    {
        var bed = await LongTermBed.OpenAsync(servers, kind);
        await bed.AddAsync("mine", with: memory => memory with { Id = "id" });

        Assert.Null(await bed.Memory.GetAsync(LongTermBed.Bob, "id"));
        Assert.Null(await bed.Memory.EditAsync(LongTermBed.Bob, "id", new() { Text = "yours" }));
        Assert.Equal(0, await bed.Memory.DeleteAsync(LongTermBed.Bob, ["id"]));
        Assert.Empty(await bed.Memory.UndoMergeAsync(LongTermBed.Bob, "id"));
        Assert.Equal("mine", (await bed.Memory.GetAsync(LongTermBed.Ann, "id"))!.Text);
    }
}
