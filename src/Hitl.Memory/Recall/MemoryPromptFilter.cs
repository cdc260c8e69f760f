using System.Net;
using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;

namespace Hitl.Memory;

/// <summary>Gives prompts of Semantic Kernel's prompt functions what is remembered, as a system message before them.</summary>
internal sealed partial class MemoryPromptFilter(Lazy<AgentMemory> memory, MemoryChatOptions options) : IPromptRenderFilter
{
    private readonly MemoryRecall _recall = new(memory, options);

    public async Task OnPromptRenderAsync(PromptRenderContext context, Func<PromptRenderContext, Task> next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        await next(context).ConfigureAwait(false);
        var whose = context.Kernel.Data.TryGetValue(MemoryContext.Key, out var given) && given is MemoryContext own ? own : _recall.Context(null);
        if (whose is null || string.IsNullOrWhiteSpace(context.RenderedPrompt))
        {
            return;
        }

        var prompt = context.RenderedPrompt;
        var isChat = Messages().IsMatch(prompt);
        var found = await _recall.FindAsync(whose.Scope, RecalledText.Remove(isChat ? Query(prompt) : prompt), context.CancellationToken).ConfigureAwait(false);
        if (found.Count > 0)
        {
            context.RenderedPrompt = Message("system", MemoryPrompt.Text(found)) + (isChat ? prompt : Message("user", prompt));
        }
    }

    private static string Message(string role, string text) => $"<message role=\"{role}\">{WebUtility.HtmlEncode(text)}</message>\n";

    // What the user says last; a chat prompt without a user says all of it.
    private static string Query(string prompt) =>
        Messages().Matches(prompt).LastOrDefault(message => message.Groups["role"].Value.Equals("user", StringComparison.OrdinalIgnoreCase)) is { } last
            ? WebUtility.HtmlDecode(last.Groups["text"].Value).Trim()
            : WebUtility.HtmlDecode(Tags().Replace(prompt, " ")).Trim();

    [GeneratedRegex("""<message\b[^>]*?\brole\s*=\s*["'](?<role>[^"']*)["'][^>]*>(?<text>.*?)</message\s*>""", RegexOptions.Singleline)]
    private static partial Regex Messages();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
