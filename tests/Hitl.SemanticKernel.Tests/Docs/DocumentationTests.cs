using System.Text;
using System.Text.RegularExpressions;
using Hitl.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>What the pages show is what this folder compiles and runs.</summary>
public partial class DocumentationTests
{
    [Fact]
    public void Every_code_block_is_a_snippet_that_runs()
    {
        var snippets = DocFiles.Snippets();
        var blocks = DocFiles.Pages.SelectMany(DocFiles.Blocks).Where(b => b.Language is "csharp" or "cs").ToList();

        foreach (var block in blocks)
        {
            Assert.True(snippets.TryGetValue(block.Name, out var code), $"{block.Page}: a block has no snippet, or names '{block.Name}', which is no region of the tests' folder Docs:\n{block.Text}");
            Assert.True(code == block.Text, $"{block.Page}: the block '{block.Name}' and its snippet differ. The page says:\n{block.Text}\nThe snippet says:\n{code}");
        }

        var shown = blocks.Select(b => b.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], snippets.Keys.Except(shown, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_configuration_block_binds_and_is_valid()
    {
        var blocks = DocFiles.Pages.SelectMany(DocFiles.Blocks).Where(b => b.Language is "json" or "jsonc").ToList();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block =>
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(block.Text));
            var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
            Assert.Equal([HitlOptions.SectionName], configuration.GetChildren().Select(s => s.Key));

            // A misspelt name would be skipped in silence.
            string[] elsewhere = [RedisStoreOptions.SectionName + ":", MemoryOptions.SectionName + ":"];
            var own = new ConfigurationBuilder().AddInMemoryCollection(configuration.AsEnumerable().Where(e => !elsewhere.Any(s => (e.Key + ":").StartsWith(s, StringComparison.Ordinal)))).Build();
            own.GetSection(HitlOptions.SectionName).Bind(new HitlOptions(), o => o.ErrorOnUnknownConfiguration = true);
            configuration.GetSection(RedisStoreOptions.SectionName).Bind(new RedisStoreOptions(), o => o.ErrorOnUnknownConfiguration = true);

            using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddHitl().AddRedis("localhost:6379").Services.AddMemory().BuildServiceProvider();
            _ = services.GetRequiredService<IOptions<HitlOptions>>().Value;
            _ = services.GetRequiredService<IOptions<RedisStoreOptions>>().Value;
            _ = services.GetRequiredService<IOptions<MemoryOptions>>().Value;
        });
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        foreach (var page in DocFiles.Pages)
        {
            var folder = Path.GetDirectoryName(Path.Combine(DocFiles.Root, page))!;
            foreach (Match link in Link().Matches(DocFiles.Read(page)))
            {
                var (file, anchor) = (link.Groups["file"].Value, link.Groups["anchor"].Value);
                var target = file.Length == 0 ? Path.Combine(DocFiles.Root, page) : Path.GetFullPath(Path.Combine(folder, file));
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{page}: the link {link.Value} leads nowhere.");
                Assert.True(anchor.Length == 0 || Anchors(target).Contains(anchor), $"{page}: {target} has no heading #{anchor}.");
            }
        }
    }

    [Fact]
    public void Every_project_that_a_command_names_is_there()
    {
        var named = DocFiles.Pages.SelectMany(page => Project().Matches(DocFiles.Read(page))).Select(m => m.Groups["path"].Value).Distinct().ToList();

        Assert.NotEmpty(named);
        Assert.All(named, path => Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(DocFiles.Root, path), "*.csproj")));
    }

    private static HashSet<string> Anchors(string file) =>
        [.. Heading().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")).Select(m => NotInAnchor().Replace(m.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\((?!https?:)(?<file>[^)#\s]*)(?:#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"--project (?<path>[\w./-]+)")]
    private static partial Regex Project();
}
