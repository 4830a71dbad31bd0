module Shopfront
  class Application < Rails::Application
  end
end
