defmodule Phoenix.MixProject do
  use Mix.Project

  def project do
    [app: :phoenix_app, version: "0.1.0", elixir: "~> 1.18", deps: deps()]
  end

  defp deps do
    [{:phoenix, "~> 1.8"}, {:bandit, "~> 1.5"}]
  end
end
