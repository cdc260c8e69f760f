using Microsoft.Extensions.AI;

namespace AgentDemo.Agent;

/// <summary>Reads a conversation the way the model would: what is still open after its last answer.</summary>
internal static class Conversation
{
    public static Plan PlanFor(IReadOnlyList<ChatMessage> messages)
    {
        int open = 1 + LastAnswer(messages);
        string? lastOrder = null;
        foreach (ChatMessage earlier in messages.Take(open).Where(m => m.Role != ChatRole.System))
        {
            lastOrder = RequestReader.LastOrderIn(earlier.Text) ?? lastOrder;
        }

        var plan = new Plan();
        foreach (ChatMessage message in messages.Skip(open))
        {
            if (message.Role == ChatRole.User)
            {
                foreach (Request request in RequestReader.Read(message.Text, lastOrder))
                {
                    plan.Add(request);
                }

                lastOrder = RequestReader.LastOrderIn(message.Text) ?? lastOrder;
            }

            foreach (AIContent content in message.Contents)
            {
                switch (content)
                {
                    case FunctionCallContent call:
                        plan.Made(call);
                        break;
                    case FunctionResultContent result:
                        plan.CameBack(result);
                        break;
                }
            }
        }

        return plan;
    }

    public static string LastUserText(IReadOnlyList<ChatMessage> messages) =>
        messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";

    private static int LastAnswer(IReadOnlyList<ChatMessage> messages)
    {
        for (int i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Role == ChatRole.Assistant && !messages[i].Contents.OfType<FunctionCallContent>().Any())
            {
                return i;
            }
        }

        return -1;
    }
}
