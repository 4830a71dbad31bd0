defmodule Api.MixProject do
  use Mix.Project

  def project do
    [app: :api, version: "0.1.0", elixir: "~> 1.19", deps: deps()]
  end

  defp deps do
    [
      {:bandit, "~> 1.8"},
      {:redix, "~> 1.5"},
      {:mongodb_driver, "~> 1.5"}
    ]
  end
end
