using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class PipeToSpec : ActorsSpec
{
    [Fact]
    public void A_result_is_sent_with_the_given_sender()
    {
        var sender = Echo();
        Task.FromResult("result").PipeTo(TestActor, sender);

        ExpectMsg("result");
        Assert.Equal(sender, LastSender);
    }

    [Fact]
    public void A_failure_is_sent_as_a_status()
    {
        Task.FromException<string>(new Known("no result")).PipeTo(TestActor);

        Assert.Equal("no result", ExpectMsg<Status.Failure>().Cause.Message);
    }

    [Fact]
    public void Result_and_failure_can_be_transformed()
    {
        Task.FromResult(20).PipeTo(TestActor, success: n => n + 1);
        ExpectMsg(21);
        Task.FromException<int>(new Known("no result")).PipeTo(TestActor, failure: e => e.Message);

        ExpectMsg("no result");
    }

    [Fact]
    public void A_task_without_a_result_may_say_that_it_is_done()
    {
        Task.CompletedTask.PipeTo(TestActor, success: () => "done");
        ExpectMsg("done");
        Task.FromException(new Known("not done")).PipeTo(TestActor);

        Assert.Equal("not done", ExpectMsg<Status.Failure>().Cause.Message);
    }

    [Fact]
    public void Value_tasks_are_piped_too()
    {
        new ValueTask<string>("value").PipeTo(TestActor);
        ExpectMsg("value");
        ValueTask.CompletedTask.PipeTo(TestActor, success: () => "done");

        ExpectMsg("done");
    }
}
